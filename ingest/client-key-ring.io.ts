import { randomBytes } from 'node:crypto'
import type { DuckDBConnection } from '@duckdb/node-api'
import { enterClientKey, readClientKeys } from './catalogue.io.ts'
import { clientKeys, type ClientKeyOf } from './client-key.ts'

const KEY_BYTES = 32

/** The store's keys for pseudonyms: one a day, drawn when the first row of the day is met. */
export class ClientKeyRing {
  readonly clientKeyOf: ClientKeyOf
  readonly #keys: Map<string, Uint8Array>
  /** Drawn, but in no transaction yet. */
  readonly #fresh = new Map<string, Uint8Array>()

  private constructor(keys: Map<string, Uint8Array>) {
    this.#keys = keys
    this.clientKeyOf = clientKeys(day => this.#keys.get(day) ?? this.#draw(day))
  }

  static async open(connection: DuckDBConnection): Promise<ClientKeyRing> {
    return new ClientKeyRing(await readClientKeys(connection))
  }

  /** Enters the keys drawn since, in the transaction of the first rows that were made with them. */
  async enterFresh(connection: DuckDBConnection): Promise<void> {
    for (const [day, key] of this.#fresh) await enterClientKey(connection, day, key)
  }

  /** That transaction is committed. */
  keepFresh(): void {
    this.#fresh.clear()
  }

  #draw(day: string): Uint8Array {
    const key = randomBytes(KEY_BYTES)
    this.#keys.set(day, key)
    this.#fresh.set(day, key)
    return key
  }
}
