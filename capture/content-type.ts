import type { ResourceKind } from './scenario.ts'

export const HTML = 'text/html; charset=utf-8'

const BY_EXTENSION: Readonly<Record<string, string>> = {
  js: 'text/javascript',
  mjs: 'text/javascript',
  css: 'text/css',
  svg: 'image/svg+xml',
  webp: 'image/webp',
  avif: 'image/avif',
  jpg: 'image/jpeg',
  png: 'image/png',
  woff2: 'font/woff2',
  json: 'application/json',
  webmanifest: 'application/manifest+json',
  txt: 'text/plain',
}

/** As the origin states it: files by their extension, the rest by what it is. */
export const contentType = (kind: ResourceKind, path: string): string => {
  if (kind === 'score') return 'application/json; charset=utf-8'
  if (kind !== 'asset' && kind !== 'root-file') return HTML
  return BY_EXTENSION[path.slice(path.lastIndexOf('.') + 1)] ?? 'application/octet-stream'
}
