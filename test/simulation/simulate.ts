// `npm run simulate`: one mode for each question; storms unless another is asked for.

/** A mode by its flag: importing it runs it. */
const modes: Readonly<Record<string, () => Promise<unknown>>> = {
  '--scenario': () => import('./scale/launch.ts'),
}

const isAsked = (flag: string): boolean => process.argv.some((one) => one === flag || one.startsWith(`${flag}=`))
const [, run = () => import('./storms.ts')] = Object.entries(modes).find(([flag]) => isAsked(flag)) ?? []
await run()
