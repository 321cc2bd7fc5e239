import type { FaultWords } from './index.ts'

export const fr: FaultWords = {
  said: {
    internal: 'Une erreur s’est produite de notre côté.',
    not_found: 'Il n’y a rien ici.',
    too_large: 'C’est trop long pour être accepté.',
    too_many: 'Trop de personnes sont à l’écoute en ce moment.',
    method: 'Cette méthode n’est pas utilisée ici.',
    address: 'Cette adresse est mal formée.',
    cross_site: 'Ceci n’a pas été envoyé depuis notre page ; rien n’a donc été fait.',
    type: 'Cette adresse attend un formulaire.',
    unavailable: 'Cette page ne peut pas être affichée pour le moment. Veuillez réessayer dans une minute.',
    not_written:
      'Nous ne pouvons pas l’enregistrer pour le moment. Rien n’a été fait. Veuillez l’envoyer de nouveau dans une minute.',
  },
  mention: 'Si vous nous écrivez à ce sujet, veuillez mentionner {}.',
  toThePage: 'Vers la page',
  keep: 'Rien n’a été fait. Voici ce que vous avez écrit ; gardez-le et envoyez-le de nouveau :',
  shorten: 'Rien n’a été fait. Voici ce que vous avez écrit ; copiez-le et raccourcissez-le :',
  wrong: 'Une erreur s’est produite de notre côté.',
  kept: 'Cette page n’a pas pu être affichée. Ce qui a été publié est conservé. Veuillez réessayer dans une minute.',
}
