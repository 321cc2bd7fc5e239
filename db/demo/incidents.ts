import { clock, shopDayFrom } from './calendar.ts'
import type { Telling } from './telling.ts'

/** Ten incidents of three months, all of them over, told from the day on which they happened. */
export function incidents(now: number): Telling[] {
  const on = (days: number) => {
    const day = shopDayFrom(now, -days)
    return (time: string) => clock(day, time)
  }
  return [
    mbway(on(86)),
    tracking(on(78)),
    phone(on(69)),
    down(on(61)),
    invoices(on(52)),
    slowApi(on(40)),
    notes(on(33)),
    coldRoom(on(24)),
    fullSlots(on(11)),
    signedOut(on(4)),
  ]
}

type At = (time: string) => number

const mbway = (at: At): Telling => ({
  slug: 'mbway',
  kind: 'incident',
  author: 'tiago',
  title: 'MB Way payments are declined',
  at: at('09:21'),
  state: 'investigating',
  components: ['payment'],
  statuses: { payment: 'partial_outage' },
  nextUpdateBy: at('10:00'),
  fields: { impact: 'major', startedAt: at('09:05'), detectedAt: at('09:14') },
  body: 'Since 9:05 every payment with MB Way ends in “declined”, whatever the balance of the account. Cards and vouchers work. If you need your order today, please pay by card; your basket is kept.',
  later: [
    {
      at: at('09:48'),
      state: 'identified',
      nextUpdateBy: at('10:45'),
      body: 'The certificate with which we sign MB Way requests ran out at 9:00 this morning. We have asked for a new one; the issuing takes about forty minutes. Nobody has been charged for a declined payment.',
    },
    {
      at: at('10:34'),
      state: 'monitoring',
      statuses: { payment: 'degraded_performance' },
      body: 'The new certificate is in place and the first 60 payments went through. We are watching for another half hour.',
    },
    {
      at: at('11:05'),
      state: 'resolved',
      body: 'MB Way works again, without a single decline of our own making since 10:31. Orders that were waiting for payment have been kept for you until tonight.',
    },
    {
      at: at('+2 15:00'),
      state: 'postmortem',
      body: `**What happened.** The signing certificate for MB Way ran out at 9:00. For 91 minutes, 212 payments were declined.

**Why we did not see it coming.** The reminder went to the mailbox of a colleague who left in spring. Nobody else was on it.

**What we changed.**

- All 14 certificates now stand on one list that is checked every night, and a person is called 30 days before one ends.
- The person is a rota, not a name.
- The checkout offers card payment by itself when MB Way fails three times in a minute.`,
    },
  ],
})

const tracking = (at: At): Telling => ({
  slug: 'tracking',
  kind: 'incident',
  author: 'ines',
  title: 'Courier tracking shows the wrong street',
  at: at('17:12'),
  state: 'identified',
  components: ['tracking'],
  statuses: { tracking: 'degraded_performance' },
  fields: { impact: 'minor', startedAt: at('16:30'), detectedAt: at('17:02') },
  body: 'The dot on the map stands up to twenty minutes behind the van. Deliveries themselves are on time; the hour in your confirmation is the one to trust. The map supplier confirmed a backlog on their side.',
  later: [
    {
      at: at('18:40'),
      state: 'resolved',
      body: 'The map is live again. Orders on the road right now show the right street.',
    },
  ],
})

const phone = (at: At): Telling => ({
  slug: 'phone',
  kind: 'incident',
  author: 'helena',
  title: 'Our phone line is dead',
  at: at('08:26'),
  state: 'investigating',
  components: ['phone'],
  statuses: { phone: 'major_outage' },
  nextUpdateBy: at('09:15'),
  fields: { impact: 'major', startedAt: at('08:00'), detectedAt: at('08:11') },
  body: 'Calls to our number ring out or drop. Please write to help@mares.example: everybody who would be on the phone is answering mail this morning, usually within ten minutes. Orders placed by phone yesterday are safe.',
  later: [
    {
      at: at('09:10'),
      state: 'identified',
      body: 'A cable was cut by road works in our street. The carrier is moving our number to mobile phones in the office; they expect to finish before noon.',
    },
    {
      at: at('10:52'),
      state: 'monitoring',
      statuses: { phone: 'degraded_performance' },
      body: 'We can hear you again, on six mobile phones instead of twelve lines. Expect to wait about four minutes.',
    },
    {
      at: at('+1 16:20'),
      state: 'resolved',
      body: 'The cable is mended and all twelve lines ring. We called back the 31 people who had left a message.',
    },
  ],
})

const down = (at: At): Telling => ({
  slug: 'down',
  kind: 'incident',
  author: 'tiago',
  title: 'Web shop and app cannot be reached',
  at: at('18:47'),
  state: 'investigating',
  components: ['shop', 'app', 'payment', 'slots', 'api'],
  statuses: {
    shop: 'major_outage',
    app: 'major_outage',
    payment: 'major_outage',
    slots: 'major_outage',
    api: 'major_outage',
  },
  nextUpdateBy: at('19:05'),
  fields: { impact: 'critical', startedAt: at('18:41'), detectedAt: at('18:43') },
  body: 'The web shop, the app and the API do not answer. Everybody who can help is on it. Orders that you have already placed are with our pickers and will come at the hour you chose. The shops are open and take cards.',
  corrected: {
    at: at('19:10'),
    body: 'The web shop, the app and the API do not answer. Everybody who can help is on it. Orders placed before 18:30 are with our pickers and will come at the hour you chose; for orders placed after 18:30 we are still checking, and will write to each of you. The shops are open and take cards.',
  },
  later: [
    {
      at: at('19:04'),
      state: 'identified',
      nextUpdateBy: at('19:25'),
      body: 'The database that all of them use ran out of disk. We are moving it to a larger one and expect to be back at about 19:30. Please do not order twice: what you sent is either with us or we will tell you that it is not.',
    },
    {
      at: at('19:33'),
      state: 'monitoring',
      statuses: {
        shop: 'degraded_performance',
        app: 'degraded_performance',
        payment: 'operational',
        slots: 'operational',
        api: 'degraded_performance',
      },
      nextUpdateBy: at('20:30'),
      body: 'You can order again. Search is slow while its index is rebuilt. Of the orders placed after 18:30, 19 did not reach us; each of these customers now has a mail from Inês with a link that puts the basket back.',
    },
    {
      at: at('20:24'),
      state: 'resolved',
      author: 'ines',
      body: 'Everything runs at its usual speed. It was down for 52 minutes at the time when most of you order dinner. We know what that means at the end of a working day.',
    },
    {
      at: at('+4 11:00'),
      state: 'postmortem',
      body: `**What happened.** At 18:41 the disk of our main database was full. It stopped taking orders, and everything that needs it stopped with it, until 19:33. Of 417 orders begun in that time, 19 were lost and put back by hand.

**Why.** A copy of the database that we keep for reports had been left running after a test. It kept every change of eleven days on the main disk.

**What we said that was wrong.** Our first post told you that all placed orders were safe. At that moment we believed it and had not checked it. We corrected the text at 19:10; the first version stays readable below it.

**What is different now.**

- A disk that is 80 per cent full calls a person, day or night.
- The report copy can no longer hold back the main disk: it is dropped first.
- The shop can take orders for one hour without the main database and hand them over later. We tried this out on two evenings.`,
    },
  ],
})

const invoices = (at: At): Telling => ({
  slug: 'invoices',
  kind: 'incident',
  author: 'ines',
  title: 'Some invoices show the wrong VAT rate',
  at: at('12:15'),
  state: 'identified',
  components: ['shop'],
  fields: { impact: 'minor', startedAt: at('08:00'), detectedAt: at('11:30') },
  body: 'On 340 invoices written this morning, olive oil stands with 13 per cent VAT instead of 6. The prices you paid are right; the split between net and tax is not. If you need the invoice for your books, please wait for the corrected one: it comes by mail, without your asking.',
  later: [
    {
      at: at('16:45'),
      state: 'resolved',
      body: 'All 340 invoices have been written again and mailed. The old ones are marked as replaced in your account.',
    },
  ],
})

const slowApi = (at: At): Telling => ({
  slug: 'slow-api',
  kind: 'incident',
  author: 'tiago',
  title: 'API answers slowly',
  at: at('14:08'),
  state: 'investigating',
  components: ['api'],
  statuses: { api: 'degraded_performance' },
  nextUpdateBy: at('15:00'),
  fields: { impact: 'minor', startedAt: at('13:40'), detectedAt: at('13:55') },
  body: 'One request in five to the API takes longer than three seconds. Nothing fails, and the web shop and the app are not touched. Clients with a short timeout may see errors; raising it to ten seconds helps for now.',
  later: [
    {
      at: at('14:51'),
      state: 'identified',
      nextUpdateBy: at('16:00'),
      body: 'A partner’s new integration asks for the whole catalogue every minute. We have written to them and given their key a place of its own in the queue.',
    },
    {
      at: at('15:20'),
      state: 'resolved',
      body: 'Ninety-nine answers in a hundred come within 400 milliseconds again. We will publish limits per key next week, so that you know them before you meet them.',
    },
  ],
})

const notes = (at: At): Telling => ({
  slug: 'notes',
  kind: 'incident',
  author: 'ines',
  title: 'Delivery notes of 64 customers could be read by a courier company',
  at: at('16:30'),
  state: 'identified',
  components: ['tracking'],
  fields: { impact: 'major', disclosed: true, startedAt: at('09:10'), detectedAt: at('13:20') },
  body: `Between 9:10 and 13:35 today, a list of delivery notes was open to all drivers of one courier company, not only to the driver of that order. It held first name, street, floor and what you wrote for the driver, in four cases a door code. It held **no** payment data, mail addresses or phone numbers.

The access log shows two people who opened the list, both by mistake and for less than a minute. We have called all 64 of you, beginning with the four door codes: please change yours.

We reported this to the data protection authority (CNPD) at 15:50. If you were not called, you are not on the list. Write to me at ines@mares.example and I will answer myself.`,
  later: [
    {
      at: at('+1 11:00'),
      state: 'resolved',
      body: 'All 64 people have been reached. The list is closed, both drivers have confirmed in writing that they kept nothing, and delivery notes now vanish from every phone when the order has been handed over.',
    },
    {
      at: at('+7 10:00'),
      state: 'postmortem',
      body: `**What happened.** A change to the drivers’ app let a filter fall away: it asked for “notes of today” instead of “notes of my orders”. It passed our tests, because our test company has one driver.

**What we changed.**

- The server decides whose notes are sent; the app can no longer ask for more.
- Our test company now has five drivers who must not see each other’s notes.
- Door codes are kept apart from notes and shown only within 200 metres of the door.

**What the authority said.** CNPD has closed the matter without measures. We would have published this text either way.`,
    },
  ],
})

const coldRoom = (at: At): Telling => ({
  slug: 'cold-room',
  kind: 'incident',
  author: 'helena',
  title: 'Graça: no fish, meat or cheese today',
  at: at('08:40'),
  state: 'identified',
  components: ['graca'],
  statuses: { graca: 'degraded_performance' },
  fields: { impact: 'minor', startedAt: at('03:15'), detectedAt: at('06:50') },
  body: 'The cold room in Graça failed in the night and stood at 11 °C when we came in. We have thrown away what was in it; nothing of it will be sold. The rest of the shop is open as usual, and Campo de Ourique has a full counter until 21:00.',
  later: [
    {
      at: at('14:30'),
      state: 'monitoring',
      body: 'The compressor has been replaced. We want to see a whole night at 3 °C before we fill the room again.',
    },
    {
      at: at('+1 07:30'),
      state: 'resolved',
      body: 'The night was cold and the counter is full. If you bought something fresh in Graça the evening before and are unsure about it, bring the receipt or a photograph of it: you get your money back.',
    },
  ],
})

const fullSlots = (at: At): Telling => ({
  slug: 'full-slots',
  kind: 'incident',
  author: 'ines',
  title: 'Cascais looks fully booked, but is not',
  at: at('10:18'),
  state: 'investigating',
  components: ['slots'],
  statuses: { slots: 'partial_outage' },
  nextUpdateBy: at('11:00'),
  fields: { impact: 'major', startedAt: at('07:00'), detectedAt: at('10:05') },
  body: 'Web shop and app show no free delivery slot for Cascais and Estoril for the rest of the week. The vans are half empty. Call or write to us and we book you in by hand; Lisbon is not affected.',
  later: [
    {
      at: at('10:55'),
      state: 'identified',
      nextUpdateBy: at('12:00'),
      body: 'Last night’s plan gave all Cascais vans to a test district. We are giving them back, hour by hour, so that no slot is sold twice.',
    },
    {
      at: at('11:40'),
      state: 'resolved',
      body: 'All slots for Cascais and Estoril can be booked again, also for tonight. Thank you to the two customers who called at seven: you were right, and we should have listened at seven.',
    },
    {
      at: at('+3 12:00'),
      state: 'postmortem',
      body: `**What happened.** A colleague tried out a new district and saved it over Cascais. For four hours and forty minutes nobody there could order.

**Why it took three hours to notice.** Two customers called at seven. The note went into a box that is read at ten. No alarm rang, because for an alarm “fully booked” looked like a good day.

**What we changed.** Test districts live in a copy. A region that is full before 8:00 rings. And the box is read from 7:00 on, also on Saturdays.`,
    },
  ],
})

const signedOut = (at: At): Telling => ({
  slug: 'signed-out',
  kind: 'incident',
  author: 'tiago',
  title: 'Android app signs people out',
  at: at('13:30'),
  state: 'identified',
  components: ['app'],
  statuses: { app: 'degraded_performance' },
  fields: { impact: 'minor', startedAt: at('12:00'), detectedAt: at('13:05') },
  body: 'Version 7.4 of the Android app forgets who you are when it is closed. Signing in again works and your basket is still there. We have stopped handing out 7.4; if you already have it, 7.4.1 comes this afternoon.',
  later: [
    {
      at: at('16:10'),
      state: 'monitoring',
      body: 'Version 7.4.1 is in the store. It also brings back the sign-in of those who had lost it.',
    },
    {
      at: at('19:00'),
      state: 'resolved',
      body: 'Nine in ten Android phones have 7.4.1, and nobody has been signed out on it. The others get it overnight.',
    },
  ],
})
