import type { ClockWords } from './index.ts'

export const fr: ClockWords = {
  in_progress: 'La maintenance a commencé.',
  completed: 'La maintenance est terminée.',
}
