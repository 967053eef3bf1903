import { StoreError } from './store-error.ts'

export type DuckDb = typeof import('@duckdb/node-api')

/** 70 MB, so it is an optional dependency and loaded when first needed. */
export const loadDuckDb = async (): Promise<DuckDb> => {
  try {
    return await import('@duckdb/node-api')
  } catch (error) {
    throw new StoreError(
      'library-missing',
      'the library @duckdb/node-api is not installed',
      'npm install @duckdb/node-api',
      error,
    )
  }
}
