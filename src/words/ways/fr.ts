import type { Ways } from './index.ts'

export const fr: Ways = {
  title: 'Autres moyens',
  hint: 'Pour un salon de votre équipe ou l’un de vos programmes. Un message contenant un lien y est d’abord envoyé ; rien d’autre avant que quelqu’un ne l’ait ouvert.',
  way: 'Où',
  address: 'Adresse du webhook',
  addressHint:
    'Elle commence par https://. Traitez-la comme un mot de passe : quiconque la connaît peut y écrire.',
  program: 'Un programme (webhook)',
  sentHeading: 'Cherchez-y notre message',
  sent: 'Si l’adresse est exacte, un message contenant un lien y a été envoyé. Ouvrez le lien, appuyez sur le bouton, et nous commençons.',
  place: 'Envoyé à',
  feeds: 'Ou lisez sans laisser d’adresse',
  calendar: 'Calendrier',
  secret: 'Secret de ce webhook',
  secretHint:
    'Chaque appel en porte la signature, selon Standard Webhooks. Conservez-le là où seul votre programme peut le lire.',
  push: 'Dans ce navigateur',
  pushText:
    'Un court message sur cet appareil quand il y a du nouveau, sans aucune adresse. L’éditeur de votre navigateur le transporte sans pouvoir le lire.',
  pushOn: 'M’informer dans ce navigateur',
  pushDone: 'Ce navigateur est désormais informé.',
  pushOwn: 'Modifier vos choix',
  pushBlocked:
    'Votre navigateur ne nous autorise pas à vous envoyer de messages. Autorisez-les dans ses réglages pour cette page, puis réessayez.',
  pushFailed: 'Cela n’a pas fonctionné. Veuillez réessayer plus tard.',
}
