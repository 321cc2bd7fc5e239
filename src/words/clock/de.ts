import type { ClockWords } from './index.ts'

export const de: ClockWords = {
  in_progress: 'Die Wartung hat begonnen.',
  completed: 'Die Wartung ist beendet.',
}
