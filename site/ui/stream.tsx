import { useCallback, useEffect, useRef, useState } from 'react'
import type { ReactNode } from 'react'

export type Picture =
  | { kind: 'match'; colours: readonly [string, string] }
  | { kind: 'film'; colours: readonly [string, string] }

type Playing = 'idle' | 'loading' | 'playing' | 'failed'

/**
 * The video of a page. Its player is a separate file, loaded on the first press of the button: a viewer who opened this page
 * before a newer release was published still asks for the old file then.
 */
export const Stream = ({ picture, label, children }: { picture: Picture; label: string; children: ReactNode }) => {
  const canvas = useRef<HTMLCanvasElement>(null)
  const stop = useRef<() => void>(undefined)
  const [playing, setPlaying] = useState<Playing>('idle')
  useEffect(() => () => stop.current?.(), [])

  const start = useCallback(async () => {
    setPlaying('loading')
    try {
      const { play } = await import('../client/player.ts')
      if (canvas.current === null) return
      stop.current = play(canvas.current, picture)
      setPlaying('playing')
    } catch {
      setPlaying('failed')
    }
  }, [picture])

  return (
    <div className={`stream stream-${playing}`} data-stream={playing}>
      {children}
      <canvas ref={canvas} width="960" height="540" aria-label={`${label}, demonstration picture`} role="img" />
      {playing === 'playing' ? null : (
        <button type="button" className="play" onClick={() => void start()} disabled={playing === 'loading'}>
          <svg viewBox="0 0 24 24" aria-hidden="true" focusable="false">
            <path d="M7 4.5v15l13-7.5z" fill="currentColor" />
          </svg>
          <span>{playing === 'failed' ? 'The player could not be loaded. Try again' : label}</span>
        </button>
      )}
    </div>
  )
}
