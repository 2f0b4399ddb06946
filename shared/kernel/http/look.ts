// The look of all pages: type scale, spacing and colours for light and dark, as custom properties of CSS.

export const LOOK = `
:root{color-scheme:light dark;
--font:-apple-system,BlinkMacSystemFont,'Segoe UI','Apple SD Gothic Neo','Noto Sans KR','Malgun Gothic',system-ui,sans-serif;
--mono:ui-monospace,'SF Mono',Menlo,Consolas,monospace;
--s:.75rem;--m:.875rem;--l:1rem;--xl:1.25rem;--xxl:1.625rem;
--page:#f6f7f9;--card:#fff;--sunk:#eef0f4;--line:#dde1e8;--text:#1b1f27;--quiet:#596273;
--accent:#2455c3;--on-accent:#fff;--good:#17703f;--good-bg:#e3f4ea;--warn:#855300;--warn-bg:#fdf0d8;--bad:#b3261e;--bad-bg:#fbe7e5;
--shade:0 1px 2px #0f172a14,0 4px 16px #0f172a0d}
@media (prefers-color-scheme:dark){:root{
--page:#111418;--card:#191d23;--sunk:#22272f;--line:#323944;--text:#e8ebf0;--quiet:#a3adbb;
--accent:#8db2ff;--on-accent:#0d1626;--good:#6fd39b;--good-bg:#16301f;--warn:#f0bd6a;--warn-bg:#35290f;--bad:#ff9a90;--bad-bg:#3b1b18;
--shade:none}}
*{box-sizing:border-box}
html{font:var(--l)/1.6 var(--font);background:var(--page);color:var(--text);-webkit-text-size-adjust:100%}
body{margin:0;word-break:keep-all;overflow-wrap:anywhere}
a{color:var(--accent)}
code,pre,.mono{font-family:var(--mono);font-size:.92em}
button,input,select,textarea{font:inherit;color:inherit}
:focus-visible{outline:2px solid var(--accent);outline-offset:2px}
`.replaceAll('\n', '')
