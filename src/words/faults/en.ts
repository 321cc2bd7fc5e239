import type { FaultWords } from './index.ts'

export const en: FaultWords = {
  said: {
    internal: 'Something went wrong on our side.',
    not_found: 'There is nothing here.',
    too_large: 'This is too long to be taken in.',
    too_many: 'Too many are listening just now.',
    method: 'This method is not used here.',
    address: 'This address is not well formed.',
    cross_site: 'This was not sent from our own page, so nothing was done.',
    type: 'This address takes a form.',
    unavailable: 'This page cannot be shown just now. Please try again in a minute.',
    not_written: 'We cannot write this down just now. Nothing was done. Please send it again in a minute.',
  },
  mention: 'If you write to us about it, please mention {}.',
  toThePage: 'To the page',
  keep: 'Nothing was done. Here is what you wrote; keep it and send it again:',
  shorten: 'Nothing was done. Here is what you wrote; copy it and make it shorter:',
  wrong: 'Something went wrong on our side.',
  kept: 'This page could not be shown just now. What was published is kept. Please try again in a minute.',
}
