import { html, type Markup, type MarkupValue } from './markup.ts'
import { countText, percentText } from './number-text.ts'

export type Cell =
  | { readonly kind: 'text'; readonly text: string; readonly badge?: string }
  | { readonly kind: 'code' | 'prose'; readonly text: string }
  | { readonly kind: 'count'; readonly count: number | undefined }
  /** A count with a bar; `full` is the count of the longest bar. */
  | { readonly kind: 'bar'; readonly count: number; readonly full: number }
  | { readonly kind: 'share'; readonly share: number | null }
  | { readonly kind: 'verdict'; readonly isEqual: boolean | undefined }

export interface Column<Row> {
  readonly label: string
  readonly cell: (row: Row) => Cell
}

export interface DataTable<Row> {
  readonly caption: string
  readonly columns: readonly Column<Row>[]
  readonly rows: readonly Row[]
  readonly isAlarming?: (row: Row) => boolean
}

const isNumeric = ({ kind }: Cell): boolean => kind === 'count' || kind === 'bar' || kind === 'share'

/** The width is an attribute and not a style, which the content security policy would refuse. */
const bar = (count: number, full: number): Markup => {
  const width = full === 0 ? 0 : Math.round((1000 * count) / full) / 10
  return html`<svg class="bar" aria-hidden="true"><rect width="${width}%" height="100%" rx="2" /></svg>`
}

const verdict = (isEqual: boolean | undefined): Markup => {
  if (isEqual === undefined) return html`<span class="quiet">one source</span>`
  return isEqual ? html`<span class="good">✔ equal</span>` : html`<span class="bad">✘ differs</span>`
}

const cellContent = (cell: Cell): MarkupValue => {
  switch (cell.kind) {
    case 'text':
      return cell.badge === undefined ? cell.text : html`${cell.text} <span class="badge">${cell.badge}</span>`
    case 'prose':
      return cell.text
    case 'code':
      return html`<code>${cell.text}</code>`
    case 'count':
      return cell.count === undefined ? html`<span class="quiet">–</span>` : countText(cell.count)
    case 'bar':
      return html`${bar(cell.count, cell.full)}<span>${countText(cell.count)}</span>`
    case 'share':
      return percentText(cell.share)
    case 'verdict':
      return verdict(cell.isEqual)
  }
}

const cellMarkup = (cell: Cell, isRowHeader: boolean): Markup => {
  const kind = isNumeric(cell) ? `number ${cell.kind}` : cell.kind
  return isRowHeader
    ? html`<th scope="row" class="${kind}">${cellContent(cell)}</th>`
    : html`<td class="${kind}">${cellContent(cell)}</td>`
}

const columnHeader = <Row>({ label, cell }: Column<Row>, first: Row | undefined): Markup => {
  const isNumber = first !== undefined && isNumeric(cell(first))
  return html`<th scope="col" class="${isNumber ? 'number' : 'text'}">${label}</th>`
}

/** The first column names the row. Wide tables scroll in their own box, never the page. */
export const dataTable = <Row>({ caption, columns, rows, isAlarming }: DataTable<Row>): Markup => {
  const rowMarkup = (row: Row): Markup =>
    html`<tr class="${isAlarming?.(row) === true ? 'alarming' : 'calm'}">
      ${columns.map(({ cell }, index) => cellMarkup(cell(row), index === 0))}
    </tr> `
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${caption}">
    <table>
      <caption>
        ${caption}
      </caption>
      <thead>
        <tr>
          ${columns.map(column => columnHeader(column, rows[0]))}
        </tr>
      </thead>
      <tbody>
        ${rows.map(rowMarkup)}
      </tbody>
    </table>
  </div> `
}
