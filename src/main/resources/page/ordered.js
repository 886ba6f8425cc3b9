import {written} from './axes.js';

/** What stands in place of what is never kept. */
const MASKED = '***';

/** Whether runs of a campaign may still come. @param {{status: string}} campaign */
export const isActive = ({status}) => status === 'QUEUED' || status === 'RUNNING';

/** From how many seconds on it matters what limits a campaign's rate. */
export const MENTIONED_SECONDS = 2;

/** Whether all that a campaign was ordered with is told, so that it can be ordered again. @param {any} campaign */
export const tellsAll = (campaign) => !JSON.stringify([campaign.base, campaign.axes]).includes(MASKED);

/** The order that a campaign was made of; another seed is drawn. @param {any} campaign */
export function ordered({label, base, axes, bisect, repetitions, invalidCells, ratePerSecond, rateLimitedBy}) {
  return {
    label,
    base,
    axes: bisect ? {[bisect.axis]: {bisect: bisect.between, until: bisect.until}} : axes,
    repetitions,
    invalidCells,
    // What the local ports allow wasn't ordered.
    ...(rateLimitedBy === 'ratePerSecond' ? {ratePerSecond} : {}),
  };
}

/** The most axes that the form of a new campaign has. */
const MOST_AXES = 2;

/** Whether the form of a new campaign can be filled from this one. @param {any} campaign */
export const changeable = (campaign) =>
  tellsAll(campaign) && (campaign.bisect || (Object.keys(campaign.axes).length <= MOST_AXES && Object.values(campaign.axes).every((of) => written(of) !== null)));
