import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

export interface Load {
  /** Answers a second. */
  rate: number
  p50: number
  p99: number
}

export interface Loading {
  before: string[]
  wrk: string
  url: string
  headers?: Record<string, string>
  connections?: number
  seconds?: number
}

/** What an address bears under visitors who never pause, and how long they wait, in ms. Throws when one gets no answer. */
export async function loadOn(loading: Loading): Promise<Load> {
  const { before, wrk, url, headers = {}, connections = 64, seconds = 5 } = loading
  const named = Object.entries(headers).flatMap(([name, value]) => ['-H', `${name}: ${value}`])
  const options = ['-t1', `-c${connections}`, `-d${seconds}s`, '--timeout', '30s', '--latency', ...named]
  const [command = '', ...args] = [...before, wrk, ...options, url]
  const { stdout } = await promisify(execFile)(command, args)
  // What is 304 counts as an answer here.
  const refused = /Non-2xx or 3xx/.test(stdout) || /Socket errors/.test(stdout)
  if (refused) throw new Error(`The page did not answer everybody:\n${stdout}`)
  return {
    rate: Number(/Requests\/sec:\s+([\d.]+)/.exec(stdout)?.[1]),
    p50: inMs(/50%\s+(\S+)/.exec(stdout)?.[1]),
    p99: inMs(/99%\s+(\S+)/.exec(stdout)?.[1]),
  }
}

function inMs(text = ''): number {
  const unit = /us$/.test(text) ? 0.001 : /ms$/.test(text) ? 1 : /m$/.test(text) ? 60_000 : 1_000
  return Number.parseFloat(text) * unit
}
