import type { ListedRelease, ReleaseList } from '../release/list-releases.ts'
import { totalBytes } from '../release/manifest.ts'
import type { ReleasePlan } from '../release/plan.ts'
import { someOf } from '../release/problem.ts'
import type { Step } from '../release/step.ts'

const stepsOf = <K extends Step['kind']>({ steps }: ReleasePlan, kind: K): readonly Extract<Step, { kind: K }>[] =>
  steps.filter((step): step is Extract<Step, { kind: K }> => step.kind === kind)

const numbersOf = (plan: ReleasePlan) => {
  const uploaded = stepsOf(plan, 'put-asset').map(({ file }) => file)
  return {
    assets: plan.release.assets.length,
    uploadedAssets: uploaded.length,
    uploadedBytes: totalBytes(uploaded),
    superseded: stepsOf(plan, 'mark-superseded').length,
    noLongerSuperseded: stepsOf(plan, 'clear-superseded').length,
    foreignAssets: plan.foreign.length,
  }
}

/** A plan, or what came of it, for machines. */
export const planJson = (plan: ReleasePlan) => ({
  release: plan.release.name,
  ...(plan.from === undefined ? {} : { liveBefore: plan.from }),
  ...numbersOf(plan),
  kept: [...plan.kept].map(([name, because]) => ({ name, because })),
})

/** A plan, or what came of it, in a few lines. */
export const planSummary = (plan: ReleasePlan): string => {
  const { assets, uploadedAssets, uploadedBytes, superseded, noLongerSuperseded } = numbersOf(plan)
  const kept = [...plan.kept].map(([name, because]) => `${name} (${because})`)
  const lines = [
    `assets      ${assets}, ${uploadedAssets} of them uploaded (${bytesText(uploadedBytes)})`,
    `kept        ${kept.join(', ')}`,
    `superseded  ${superseded} objects more, ${noLongerSuperseded} no longer`,
    ...(plan.foreign.length === 0
      ? []
      : [`untouched   ${plan.foreign.length} objects of no known release: ${someOf(plan.foreign)}`]),
  ]
  return lines.map(line => `  ${line}`).join('\n')
}

const bytesText = (bytes: number): string => {
  if (bytes < 1_000) return `${bytes} B`
  return bytes < 1_000_000 ? `${(bytes / 1_000).toFixed(1)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`
}

const COLUMNS = ['', 'release', 'published', 'assets', 'size', 'retention'] as const

const cellsOf = (release: ListedRelease): readonly string[] => [
  release.isLive ? '●' : '',
  release.name,
  new Date(release.publishedAt).toISOString(),
  release.missingFiles === 0 ? String(release.assets) : `${release.assets}, ${release.missingFiles} files missing`,
  bytesText(release.assetBytes),
  release.kept === undefined ? 'superseded' : `kept: ${release.kept}`,
]

/** A table, newest release first; the live one has a dot. */
export const listText = ({ releases, switchingTo, foreignAssets }: ReleaseList): string => {
  const rows = [COLUMNS, ...releases.map(cellsOf)]
  const widths = COLUMNS.map((_, column) => Math.max(...rows.map(row => row[column]?.length ?? 0)))
  const lines = rows.map(row =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  )
  if (switchingTo !== undefined) lines.push(`a change to ${switchingTo} is under way or was interrupted`)
  if (foreignAssets > 0) lines.push(`${foreignAssets} objects under assets/ belong to no release`)
  return lines.join('\n')
}

export const listJson = ({ releases, switchingTo, foreignAssets }: ReleaseList) => ({
  releases: releases.map(({ publishedAt, kept, ...release }) => ({
    ...release,
    publishedAt: new Date(publishedAt).toISOString(),
    kept: kept ?? null,
  })),
  switchingTo: switchingTo ?? null,
  foreignAssets,
})
