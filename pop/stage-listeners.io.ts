import type { Distribution } from '../distribution/model.ts'
import type { Networks } from './match-viewer.ts'
import { listenHttp, listenHttps, type Listener, type ServerOptions } from './server.io.ts'
import type { StageOptions } from './stage.io.ts'
import { cloudFrontHeadersOf } from './viewer/cloudfront-headers.ts'

/** Only they need a look at the ClientHello. */
const namesFingerprints = ({ behaviors }: Distribution): boolean =>
  behaviors.some(behavior => cloudFrontHeadersOf(behavior).some(name => name.endsWith('-fingerprint')))

/** What becomes of a request, whichever listener takes it. */
type Handling = Pick<ServerOptions, 'arrive' | 'offersHttp2' | 'answer' | 'onFinished' | 'onBug'>

/** Where a stage listens: for viewers, and for its own Lambdas. */
export class StageListeners {
  readonly #options: StageOptions
  readonly #handling: Handling
  readonly #listeners: Listener[] = []
  #inner: Promise<void> | undefined
  #innerUrl: string | undefined

  constructor(options: StageOptions, handling: Handling) {
    this.#options = options
    this.#handling = handling
  }

  /** Undefined: no listener for HTTPS. */
  get httpsPort(): number | undefined {
    return this.#listeners.find(({ url }) => url.startsWith('https:'))?.port
  }

  /** Where Lambdas find the stage, by the names of its distributions. */
  innerAddresses(networks: Networks): ReadonlyMap<string, string> {
    const url = this.#innerUrl
    if (url === undefined) return new Map()
    const names = networks.flatMap(({ distribution }) => [distribution.domainName, ...distribution.aliases])
    return new Map(names.map(name => [name, url] as const))
  }

  listen(port: number, host: string | undefined): Promise<Listener> {
    return this.#opened(listenHttp(this.#serverOptions(host), port))
  }

  listenSecurely(
    port: number,
    certificate: { readonly key: string; readonly cert: string },
    host: string | undefined,
  ): Promise<Listener> {
    return this.#opened(listenHttps(this.#serverOptions(host), port, certificate))
  }

  /** A listener of its own for Lambdas that fetch the distribution's domain: it counts as HTTPS whatever the others do. */
  openInner(): Promise<void> {
    return (this.#inner ??= this.#listenInside())
  }

  async close(): Promise<void> {
    await Promise.all(this.#listeners.map(listener => listener.close()))
  }

  async #listenInside(): Promise<void> {
    const options: ServerOptions = {
      ...this.#serverOptions(undefined),
      plainProtocol: 'https',
      takesRehearsedViewers: false,
    }
    const inner = await listenHttp(options, 0)
    this.#listeners.push(inner)
    this.#innerUrl = inner.url
  }

  async #opened(listener: Promise<Listener>): Promise<Listener> {
    this.#listeners.push(await listener)
    await this.openInner()
    return listener
  }

  #serverOptions(host: string | undefined): ServerOptions {
    const { distributions, geographyOf, now, viewerLimits } = this.#options
    return {
      ...this.#handling,
      readsClientHellos: distributions.some(namesFingerprints),
      plainProtocol: this.httpsPort === undefined ? 'https' : 'http',
      ...(geographyOf === undefined ? {} : { geographyOf }),
      ...(now === undefined ? {} : { now }),
      ...(viewerLimits === undefined ? {} : { limits: viewerLimits }),
      ...(host === undefined ? {} : { host }),
    }
  }
}
