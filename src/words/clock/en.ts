import type { ClockWords } from './index.ts'

export const en: ClockWords = {
  in_progress: 'The maintenance has begun.',
  completed: 'The maintenance is over.',
}
