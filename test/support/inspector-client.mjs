// Runs under --experimental-websocket: lines of standard input go to the inspector, its messages come out as lines.
import { createInterface } from 'node:readline'

const socket = new WebSocket(process.argv[2])
socket.addEventListener('message', ({ data }) => console.log(data))
socket.addEventListener('open', () => {
  createInterface({ input: process.stdin }).on('line', line => socket.send(line))
})
