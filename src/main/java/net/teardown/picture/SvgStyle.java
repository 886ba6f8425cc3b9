package net.teardown.picture;

/**
 * The CSS of the drawings for light and dark themes. Kinds of arrow differ by more than their
 * colour.
 */
final class SvgStyle {

  static final String CSS =
      """

      .td { color-scheme: light dark; --ink: #1f2328; --faint: #59636e; --life: #b6bec8; --data: #1a7f37; --fin: #0969da; --rst: #cf222e; --lost: #9a6700;
        font: 13px ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", "Liberation Mono", monospace; }
      @media (prefers-color-scheme: dark) {
        .td { --ink: #e6edf3; --faint: #9198a1; --life: #4b535d; --data: #56d364; --fin: #6cb6ff; --rst: #ff7b72; --lost: #e3b341; }
      }
      .td text { fill: var(--ink); white-space: pre; }
      .td .td-verdict { font-weight: 700; font-size: 16px; }
      .td .td-name { font-weight: 700; }
      .td .td-faint { fill: var(--faint); }
      .td .td-life { stroke: var(--life); stroke-width: 2; }
      .td g path { fill: none; stroke: var(--tone); stroke-width: 1.6; }
      .td g polygon, .td g text { fill: var(--tone); }
      .td g text { font-size: 12px; font-weight: 700; }
      .td .td-syn { --tone: var(--faint); }
      .td .td-data { --tone: var(--data); }
      .td .td-fin { --tone: var(--fin); }
      .td .td-rst { --tone: var(--rst); }
      .td .td-lost { --tone: var(--lost); }
      .td .td-unknown { --tone: var(--faint); }
      .td .td-fin path { stroke-dasharray: 12 4; }
      .td .td-rst path { stroke-width: 3.5; }
      .td .td-lost path { stroke-dasharray: 5 5; }
      .td .td-unknown path { stroke-dasharray: 2 5; }
      .td g .td-cross { stroke-width: 2.4; stroke-dasharray: none; }
      """;

  private SvgStyle() {}
}
