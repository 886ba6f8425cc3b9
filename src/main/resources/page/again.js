/** @typedef {import('lit').ReactiveController} ReactiveController */

/**
 * Looks again after a while, and not while the view is out of sight: it is asked for then at once when it comes back.
 * A controller of a view, so that neither timer nor listener outlives it.
 * @implements {ReactiveController}
 */
export class Again {
  /**
   * @param {import('lit').ReactiveControllerHost} view
   * @param {() => void} look what to do again
   * @param {number} every in milliseconds
   */
  constructor(view, look, every) {
    this.look = look;
    this.every = every;
    this.waits = false;
    this.connected = false;
    /** @type {number | undefined} */
    this.timer = undefined;
    this.turned = () => {
      if (this.waits) this.wait(0);
    };
    view.addController(this);
  }

  hostConnected() {
    this.connected = true;
    document.addEventListener('visibilitychange', this.turned);
  }

  hostDisconnected() {
    this.connected = false;
    document.removeEventListener('visibilitychange', this.turned);
    this.stop();
  }

  /** Looks again after so many milliseconds, in place of when it would have. @param {number} [millis] */
  wait(millis = this.every) {
    clearTimeout(this.timer);
    // An answer may come when the view is gone.
    this.waits = this.connected;
    if (this.waits && !document.hidden) this.timer = setTimeout(() => this.now(), millis);
  }

  now() {
    this.stop();
    this.look();
  }

  stop() {
    clearTimeout(this.timer);
    this.waits = false;
  }

  /** Looks again where the service may answer by then. @param {import('./api.js').Failure | null} failure */
  after(failure) {
    const status = failure?.status ?? 200;
    if (status === 0 || status === 429 || status >= 500) this.wait();
  }
}
