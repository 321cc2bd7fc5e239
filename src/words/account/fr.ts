import { plural } from '../plural.ts'
import type { AccountWords } from './index.ts'

export const fr: AccountWords = {
  confirm: ({ page, address, kinds, parts }) => ({
    subject: `À confirmer : les nouvelles de ${page}`,
    title: 'Encore une étape',
    paragraphs: [
      `${page} a reçu la demande d’écrire à ${address} au sujet de : ${kinds}${parts ? ` (${parts})` : ''}. Si c’était vous, confirmez avec le bouton, et nous commençons.`,
      'Le lien sert une seule fois, pendant 7 jours. Si ce n’était pas vous, ne faites rien : personne n’est abonné, et nous oublions l’adresse.',
    ],
    button: 'Confirmer mon abonnement',
  }),
  confirmPost: ({ page, address, title }) => ({
    subject: `À confirmer : les nouvelles de ${page}`,
    title: 'Encore une étape',
    paragraphs: [
      `${page} a reçu la demande de tenir ${address} au courant de « ${title} ». Si c’était vous, confirmez avec le bouton, et nous commençons.`,
      'Le lien sert une seule fois, pendant 7 jours. Si ce n’était pas vous, ne faites rien : personne n’est abonné, et nous oublions l’adresse.',
    ],
    button: 'Me tenir au courant',
  }),
  code: ({ page, code, minutes }) => ({
    subject: `${code} est votre code pour ${page}`,
    title: code,
    paragraphs: [
      `Voici votre code pour ${page}. Il est valable ${plural('fr', minutes, { one: '# minute', other: '# minutes' })}.`,
      'Si vous ne l’avez pas demandé, ne faites rien.',
    ],
    button: null,
  }),
  move: ({ page, address, from }) => ({
    subject: `Confirmez votre nouvelle adresse : ${page}`,
    title: 'Est-ce votre nouvelle adresse ?',
    paragraphs: [
      `Une personne qui reçoit les nouvelles de ${page} à ${from} souhaite les recevoir désormais à ${address}. Si c’est vous, confirmez avec le bouton.`,
      'Si ce n’est pas vous, ne faites rien : rien ne change.',
    ],
    button: 'Utiliser cette adresse',
  }),
  link: ({ page }) => ({
    subject: `Votre abonnement à ${page}`,
    title: 'Votre abonnement',
    paragraphs: [
      'Avec ce bouton, vous pouvez voir, changer ou arrêter ce que vous recevez, et voir tout ce que nous gardons sur vous.',
      'Si vous ne l’avez pas demandé, ne faites rien.',
    ],
    button: 'Voir mon abonnement',
  }),
  goodbye: {
    moved: ({ page, back }) => ({
      subject: `${page} n’écrit plus à cette adresse`,
      title: 'Nous n’écrivons plus ici',
      paragraphs: [
        'Ce qui arrivait à cette adresse est désormais envoyé à une autre, comme cela nous a été demandé. Plus rien n’arrive ici.',
        ...(back ? ['Si ce n’était pas vous, annulez-le avec le bouton.'] : []),
      ],
      button: back ? 'Ce n’était pas moi' : null,
    }),
    removed: ({ page, back }) => ({
      subject: `${page} n’écrit plus à cette adresse`,
      title: 'Nous n’écrivons plus ici',
      paragraphs: [
        `${page} a retiré cette adresse de sa liste. Plus rien n’arrive ici.`,
        ...(back ? ['Si vous voulez continuer à recevoir de nos nouvelles, dites-le avec le bouton.'] : []),
      ],
      button: back ? 'Je veux continuer' : null,
    }),
  },
  invite: ({ page, by, role, hours }) => ({
    subject: `${by} vous invite à rejoindre ${page}`,
    title: 'Vous avez une invitation',
    paragraphs: [
      `${by} vous invite à parler au nom de ${page} sur sa page d’état (rôle : ${role}).`,
      `Le bouton mène à une page où vous choisissez un mot de passe. Il sert une seule fois, pendant ${plural('fr', hours, { one: '# heure', other: '# heures' })}. Si vous ne vous y attendiez pas, demandez à ${by}, ou ne faites rien.`,
    ],
    button: 'Accepter l’invitation',
  }),
  alert: {
    subject: (page, title) => `[${page}] À voir : ${title}`,
    state: 'À voir',
    button: 'Voir ce qu’il y a à faire',
  },
  why: {
    typed: (address, site) =>
      `Ce message unique a été envoyé parce que quelqu’un a saisi ${address} sur ${site}.`,
    last: (address) => `Ceci est le dernier message envoyé à ${address}.`,
    named: (who, address) =>
      `Ce message unique a été envoyé parce que ${who} a indiqué ${address} comme étant la vôtre.`,
    owner: (page, site) =>
      `Vous recevez ce message parce que vous êtes propriétaire de ${page} sur ${site} ; pour un même genre de problème, un message par heure au plus est envoyé.`,
  },
}
