import type { ClockWords } from './index.ts'

export const es: ClockWords = {
  in_progress: 'El mantenimiento ha comenzado.',
  completed: 'El mantenimiento ha terminado.',
}
