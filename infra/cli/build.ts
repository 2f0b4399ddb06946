// `npm run build`: bundles every function for Lambda, one self-contained file each, and builds the client package.

import { mkdir, rm, writeFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { type BuildOptions, build } from 'esbuild'
import { contracts } from '#functions/api.ts'
import { emitClient } from '#infra/bundle/client-package.ts'
import { layDecoder } from '#infra/bundle/decoder.ts'
import { emitKit } from '#infra/bundle/kit-package.ts'
import { lambdaOptions, root } from '#infra/bundle/lambda.ts'
import { runScript } from '#infra/local/run-script.ts'
import { said } from '#infra/local/said.ts'
import type { Text } from '#kernel/data/language.ts'
import { endpointsOf, handlerPath, isArrival, jobsOf } from '#kernel/http/contract.ts'
import { argumentsOf } from './usage.ts'

const usage = {
  line: 'npm run build [-- client | kit]',
  text: {
    en: `Bundles every function to dist/functions, and builds the packages holdfast-client in dist/client and holdfast in dist/kit.

  client  build only the client's package, like "npm run build:client"
  kit     build only the package for modules of other teams`,
    ko: `모든 함수를 dist/functions에 번들하고, holdfast-client 패키지를 dist/client에, holdfast 패키지를 dist/kit에 만듭니다.

  client  클라이언트 패키지만 만듭니다. "npm run build:client"와 같습니다
  kit     다른 팀의 모듈을 위한 패키지만 만듭니다`,
  },
  fits: ([what, ...more]: readonly string[]) => more.length === 0 && ['client', 'kit'].includes(what ?? 'kit'),
}

const OUT_DIR = 'dist/functions'

interface Named {
  readonly module: string
  readonly name: string
}

const folderName = (entry: Named): string =>
  handlerPath(entry).slice('functions/'.length, -'.ts'.length).replace('/', '-')

/** The folder of a function's `index.mjs`: wallet.openAccount is in dist/functions/wallet-open-account. */
export const functionFolder = (entry: Named, outDir = OUT_DIR): string => join(outDir, folderName(entry))

/**
 * Bundles all functions in one esbuild call. Source maps would slow down the start of a function, so they go to
 * `<outDir>.maps`. The esbuild metafile goes to `<outDir>.json`.
 * @param changes without maps, which are six times as much as the bundles, it takes two thirds of the time
 */
export const bundleFunctions = async (
  outDir = OUT_DIR,
  changes: Pick<BuildOptions, 'sourcemap'> = {},
): Promise<void> => {
  const entries = [...endpointsOf(contracts), ...jobsOf(contracts)]
  const entryPoints = Object.fromEntries(entries.map((entry) => [`${folderName(entry)}/index`, handlerPath(entry)]))
  const folder = resolve(root, outDir)
  const { outputFiles, metafile } = await build({ ...lambdaOptions(entryPoints), ...changes, outdir: folder })
  await Promise.all([folder, `${folder}.maps`].map((one) => rm(one, { recursive: true, force: true })))
  await Promise.all(
    outputFiles.map(async ({ path, contents }) => {
      const to = path.endsWith('.map') ? path.replace(folder, `${folder}.maps`) : path
      await mkdir(dirname(to), { recursive: true })
      await writeFile(to, contents)
    }),
  )
  await Promise.all(
    jobsOf(contracts)
      .filter(isArrival)
      .map((job) => layDecoder(join(folder, folderName(job)))),
  )
  await writeFile(`${folder}.json`, JSON.stringify(metafile))
}

const packageSays = (name: string, folder: string): Text => ({
  en: `The package ${name} is in ${folder}. Install it in another project with "npm install ${join(root, folder)}", or run "npm pack ./${folder}" and install the archive. ${folder}/README.md shows how to use it.`,
  ko: `${name} 패키지를 ${folder}에 만들었습니다. 다른 프로젝트에서 "npm install ${join(root, folder)}"로 설치하거나, "npm pack ./${folder}"로 만든 파일을 설치하십시오. 사용법은 ${folder}/README.md에 있습니다.`,
})

const parts: readonly { what: string; build(): Promise<void>; says: Text }[] = [
  {
    what: 'functions',
    build: bundleFunctions,
    says: {
      en: `The functions are in ${OUT_DIR}, one folder each.`,
      ko: `함수를 ${OUT_DIR}에 만들었습니다. 함수마다 폴더가 하나씩 있습니다.`,
    },
  },
  { what: 'client', build: emitClient, says: packageSays('holdfast-client', 'dist/client') },
  { what: 'kit', build: emitKit, says: packageSays('holdfast', 'dist/kit') },
]

if (import.meta.main)
  await runScript(async () => {
    const [only] = argumentsOf(usage).words
    const asked = (what: string): boolean => only === undefined || only === what
    const built = await Promise.all(
      parts.filter(({ what }) => asked(what)).map(({ build, says }) => build().then(() => says)),
    )
    for (const says of built) console.log(said(says))
  })
