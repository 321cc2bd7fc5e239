import { expect, test } from 'vitest'
import { destinationOf } from '#src/channels/email/destination.ts'

test.each([
  ['ana@gmail.com', 'gmail'],
  ['ana@GoogleMail.com', 'gmail'],
  ['ana@outlook.com', 'outlook'],
  ['ana@outlook.com.br', 'outlook'],
  ['ana@hotmail.fr', 'outlook'],
  ['ana@live.co.uk', 'outlook'],
  ['ana@msn.com', 'outlook'],
  ['ana@yahoo.co.uk', 'yahoo'],
  ['ana@yahoo.de', 'yahoo'],
  ['ana@ymail.com', 'yahoo'],
  ['ana@aol.com', 'yahoo'],
  ['ana@icloud.com', 'icloud'],
  ['ana@me.com', 'icloud'],
  ['ana@mac.com', 'icloud'],
  ['ana@example.org', 'example.org'],
  ['ana@mail.example.org', 'mail.example.org'],
  ['ana@live.example.org', 'live.example.org'],
  ['ana@gmail.example', 'gmail.example'],
  ['ana@notgmail.com', 'notgmail.com'],
  ['ana@me.example', 'me.example'],
])('%s goes to %s', (address, destination) => {
  expect(destinationOf(address)).toBe(destination)
})
