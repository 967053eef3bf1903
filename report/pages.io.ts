import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import type { DrillData } from './drill-data.ts'
import { renderDrillPage } from './drill-page.ts'
import type { FallbackData } from './fallback-data.ts'
import { renderFallbackPage } from './fallback-page.ts'
import type { PageAssets } from './page.ts'
import type { ReportData } from './report-data.ts'
import { renderReportPage } from './report-page.ts'

/** The log report as one HTML file. Throws when the package is not built. */
export const reportPage = (data: ReportData): string => renderReportPage(data, pageAssets())

/** The page of an end-to-end drill as one HTML file. Throws when the package is not built. */
export const drillPage = (data: DrillData): string => renderDrillPage(data, pageAssets())

/** The page of a fallback drill as one HTML file. Throws when the package is not built. */
export const fallbackPage = (data: FallbackData): string => renderFallbackPage(data, pageAssets())

let read: PageAssets | undefined

const pageAssets = (): PageAssets => (read ??= readPageAssets())

const readPageAssets = (): PageAssets => {
  const library = dirname(createRequire(import.meta.url).resolve('uplot/dist/uPlot.iife.min.js'))
  return {
    chartLibrary: `/*\n${readFileSync(join(library, '..', 'LICENSE'), 'utf8')}*/\n${readFileSync(join(library, 'uPlot.iife.min.js'), 'utf8')}`,
    chartStyle: readFileSync(join(library, 'uPlot.min.css'), 'utf8'),
    chartScript: withoutSourceMap(readFileSync(chartScriptFile(), 'utf8')),
  }
}

/** Beside this file in `dist/`, where the compiler puts it; run from source, there. */
const chartScriptFile = (): string => {
  const here = join(import.meta.dirname, 'client', 'charts.js')
  const built = join(import.meta.dirname, '..', 'dist', 'report', 'client', 'charts.js')
  const file = [here, built].find(existsSync)
  if (file === undefined) throw new Error(`${built} is missing; compile it with: npm run compile`)
  return file
}

/** The map is not in the page, and a browser would look for it. */
const withoutSourceMap = (script: string): string => script.replace(/^\/\/# sourceMappingURL=.*$/m, '').trimEnd()
