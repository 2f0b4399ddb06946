// The theme of the documentation site: VitePress's own, with fonts of the reader's system.

import Theme from 'vitepress/theme-without-fonts'
import './style.css'

export default Theme
