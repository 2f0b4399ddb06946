// Draws the Mermaid blocks of the documents as SVG, when the site is built: browsers load no script for them.

import { renderMermaidSVG } from 'beautiful-mermaid'

const LIGHT = '--bg:#ffffff;--fg:#1f2328;--muted:#57606a;--line:#8c959f'
const DARK = '--bg:#1b1b1f;--fg:#dfdfd6;--muted:#a8a8b3;--line:#6e7681'

export interface Diagram {
  readonly text: string
  /** In pixels. */
  readonly width: number
}

/** Fonts of the reader's system, in the colours of the reader's scheme. */
export const diagramOf = (mermaid: string): Diagram => {
  const drawn = renderMermaidSVG(mermaid, { transparent: true, padding: 8 })
  const text = drawn
    // The renderer asks Google for a font, and gives the colours in an attribute.
    .replace(/^\s*@import url\('[^']*'\);\n/gm, '')
    .replace("font-family: 'Inter', ", 'font-family: ')
    .replace(/(<svg [^>]*?) style="[^"]*"/, '$1')
    .replace('<style>', `<style>\n  svg{${LIGHT}}\n  @media (prefers-color-scheme: dark){svg{${DARK}}}`)
  return { text, width: Number(/ width="([\d.]+)"/.exec(text)?.[1]) }
}
