import type { ClockWords } from './index.ts'

export const pt: ClockWords = {
  in_progress: 'A manutenção começou.',
  completed: 'A manutenção terminou.',
}
