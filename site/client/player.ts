import type { Picture } from '../ui/stream.tsx'

type Surface = CanvasRenderingContext2D

const dot = (surface: Surface, x: number, y: number, radius: number, colour: string): void => {
  surface.fillStyle = colour
  surface.beginPath()
  surface.arc(x, y, radius, 0, Math.PI * 2)
  surface.fill()
}

const drawPitch = (surface: Surface, width: number, height: number): void => {
  for (let stripe = 0; stripe < 12; stripe += 1) {
    surface.fillStyle = stripe % 2 === 0 ? '#176b3a' : '#1a7541'
    surface.fillRect((stripe * width) / 12, 0, width / 12, height)
  }
  surface.strokeStyle = 'rgba(255,255,255,.65)'
  surface.lineWidth = 3
  surface.strokeRect(30, 30, width - 60, height - 60)
  surface.beginPath()
  surface.moveTo(width / 2, 30)
  surface.lineTo(width / 2, height - 30)
  surface.arc(width / 2, height / 2, 70, -Math.PI / 2, Math.PI * 1.5)
  surface.stroke()
  surface.strokeRect(30, height / 2 - 110, 130, 220)
  surface.strokeRect(width - 160, height / 2 - 110, 130, 220)
}

const drawMatch = (surface: Surface, seconds: number, [home, away]: Picture['colours']): void => {
  const { width, height } = surface.canvas
  drawPitch(surface, width, height)
  const ballX = width / 2 + Math.sin(seconds * 0.7) * width * 0.38
  const ballY = height / 2 + Math.sin(seconds * 1.1 + 1) * height * 0.32
  for (let player = 0; player < 20; player += 1) {
    const isHome = player % 2 === 0
    const postX = 120 + ((player * 0.37) % 1) * (width - 240)
    const postY = 70 + ((player * 0.618) % 1) * (height - 140)
    const x = postX + (ballX - postX) * 0.25 + Math.sin(seconds * 1.3 + player * 2) * 26
    const y = postY + (ballY - postY) * 0.25 + Math.cos(seconds * 1.1 + player) * 22
    dot(surface, x, y + 4, 11, 'rgba(0,0,0,.3)')
    dot(surface, x, y, 10, isHome ? home : away)
  }
  dot(surface, ballX, ballY, 6, '#fff')
}

const drawFilm = (surface: Surface, seconds: number, [back, glow]: Picture['colours']): void => {
  const { width, height } = surface.canvas
  surface.fillStyle = back
  surface.fillRect(0, 0, width, height)
  surface.globalAlpha = 0.16
  for (let light = 0; light < 14; light += 1) {
    const x = width / 2 + Math.sin(seconds * 0.2 + light * 1.9) * width * 0.45
    const y = height / 2 + Math.cos(seconds * 0.27 + light * 2.3) * height * 0.4
    dot(surface, x, y, 60 + 50 * Math.sin(seconds * 0.3 + light), glow)
  }
  surface.globalAlpha = 1
  surface.fillStyle = '#000'
  surface.fillRect(0, 0, width, 58)
  surface.fillRect(0, height - 58, width, 58)
}

/** Draws a moving picture until the returned function is called. A still one where less motion is asked for. */
export const play = (canvas: HTMLCanvasElement, picture: Picture): (() => void) => {
  const surface = canvas.getContext('2d')
  if (surface === null) return () => {}
  const draw = picture.kind === 'match' ? drawMatch : drawFilm
  const isStill = matchMedia('(prefers-reduced-motion: reduce)').matches
  let frame = 0
  const step = (milliseconds: number): void => {
    draw(surface, milliseconds / 1_000, picture.colours)
    if (!isStill) frame = requestAnimationFrame(step)
  }
  step(0)
  return () => cancelAnimationFrame(frame)
}
