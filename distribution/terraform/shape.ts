/** How the attributes of one Terraform block are called in CloudFormation. */
export type Shape = Readonly<Record<string, Field>>

export type Field =
  /** A text, number, flag or list of these. */
  | { readonly kind: 'value'; readonly name: string }
  /** A nested block that is there once: Terraform writes a list of one. */
  | { readonly kind: 'block'; readonly name: string; readonly shape: Shape }
  /** A nested block that may be there more than once. */
  | { readonly kind: 'blocks'; readonly name: string; readonly shape: Shape }
  /** A block with `items`, which is a plain list in CloudFormation. */
  | { readonly kind: 'items'; readonly name: string }
  /** Has no effect on a request, or is computed by AWS. */
  | { readonly kind: 'computed' }

export const value = (name: string): Field => ({ kind: 'value', name })
export const block = (name: string, shape: Shape): Field => ({ kind: 'block', name, shape })
export const blocks = (name: string, shape: Shape): Field => ({ kind: 'blocks', name, shape })
export const items = (name: string): Field => ({ kind: 'items', name })
const COMPUTED: Field = { kind: 'computed' }
export const computed = (...names: readonly string[]): Shape => Object.fromEntries(names.map(name => [name, COMPUTED]))
