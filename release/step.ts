import type { ReleaseFile, ReleaseManifest } from './manifest.ts'

/** One change of the bucket. Steps of a kind that follow one another may run at the same time; kinds never overlap. */
export type Step =
  | { readonly kind: 'clear-superseded'; readonly key: string }
  | { readonly kind: 'put-asset'; readonly file: ReleaseFile }
  /** A file that other releases overwrite, kept where none does. */
  | { readonly kind: 'put-copy'; readonly file: ReleaseFile; readonly toKey: string }
  | { readonly kind: 'put-manifest'; readonly manifest: ReleaseManifest }
  /** Nothing goes live before each of these is seen in the bucket. */
  | {
      readonly kind: 'verify'
      readonly name: string
      readonly objects: readonly Pick<ReleaseFile, 'key' | 'sizeBytes'>[]
    }
  | { readonly kind: 'begin-switch'; readonly from: string | undefined; readonly to: string }
  | { readonly kind: 'restore-root-file' | 'restore-static-page'; readonly fromKey: string; readonly toKey: string }
  | { readonly kind: 'end-switch'; readonly to: string }
  | { readonly kind: 'mark-superseded'; readonly key: string }

/** One line of a dry run. */
export const stepText = (step: Step): string => {
  const bytes = (size: number): string => `${size.toLocaleString('en')} bytes`
  switch (step.kind) {
    case 'clear-superseded':
    case 'mark-superseded':
      return `${step.kind}  ${step.key}`
    case 'put-asset':
      return `put-asset  ${step.file.key}  ${bytes(step.file.sizeBytes)}`
    case 'put-copy':
      return `put-copy  ${step.toKey}  ${bytes(step.file.sizeBytes)}`
    case 'put-manifest':
      return `put-manifest  ${step.manifest.name}`
    case 'verify':
      return `verify  ${step.objects.length} objects`
    case 'begin-switch':
      return `begin-switch  ${step.from ?? '(nothing live)'} → ${step.to}`
    case 'restore-root-file':
    case 'restore-static-page':
      return `${step.kind}  ${step.toKey}`
    case 'end-switch':
      return `end-switch  ${step.to} is live`
  }
}
