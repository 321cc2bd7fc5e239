import { plural } from '../plural.ts'
import type { MailWords } from './index.ts'

export const fr: MailWords = {
  hello: (name) => (name ? `Bonjour ${name},` : 'Bonjour,'),
  onlyIn: {
    en: 'En anglais seulement',
    de: 'En allemand seulement',
    fr: 'En français seulement',
    es: 'En espagnol seulement',
    pt: 'En portugais seulement',
    ja: 'En japonais seulement',
    ar: 'En arabe seulement',
  },
  forYou: (reader, page) => `${reader} chez vous (${page})`,
  lead: {
    investigating: 'Quelque chose ne fonctionne pas comme prévu. Nous en cherchons la cause.',
    again: 'Le problème est revenu. Nous en cherchons la cause.',
    identified: 'Nous en connaissons maintenant la cause.',
    monitoring: 'La situation s’améliore. Nous veillons à ce que cela dure.',
    resolved: (lasted) => (lasted ? `C’est terminé. Cela a duré ${lasted}.` : 'C’est terminé.'),
    postmortem: 'Voici ce qui s’est passé, pourquoi, et ce que nous en avons appris.',
    scheduled: (span) => `Pour que vous puissiez vous organiser : ${span}.`,
    moved: (was, now) => `La date a changé. C’était : ${was}. C’est maintenant : ${now}.`,
    reminder: (ahead, when) => `Pour rappel : cela commence ${ahead}, ${when}.`,
    inProgress: (until) => (until ? `Cela a commencé et doit durer jusqu’à : ${until}.` : 'Cela a commencé.'),
    verifying: 'Le travail est fait. Nous vérifions que tout va bien.',
    completed: 'C’est terminé.',
    cancelled: 'Cela n’aura pas lieu.',
    planned: 'Une nouveauté se prépare, et vous êtes parmi les premiers à l’apprendre.',
    earlyAccess: 'Vous pouvez l’essayer avant tout le monde.',
    released: 'Il y a du nouveau pour vous.',
    withdrawn: 'Nous sommes revenus en arrière.',
  },
  detail: {
    after: (length) => `durée : ${length}`,
    since: (when) => `depuis ${when}`,
    until: (when) => `jusqu’à ${when}`,
    begins: (ahead) => `Commence ${ahead}`,
    moved: 'Nouvelle date',
    off: 'n’aura pas lieu',
  },
  facts: {
    affected: 'Éléments touchés',
    about: 'Concerne',
    impact: 'Gravité',
    began: 'Début',
    resolved: 'Résolution',
    from: 'Début',
    until: 'Fin',
    formerly: 'Auparavant',
    stillWorks: 'Ce qui reste possible',
    nextUpdateBy: 'Prochain message avant',
  },
  button: {
    incident: 'Suivre sur la page',
    closure: 'Voir sur la page',
    release: 'Lire sur la page',
    digest: 'Tout voir sur la page',
  },
  earlier: 'Auparavant',
  olderOnPage: 'Les messages plus anciens sont sur la page',
  wholeText: (url) => `Le texte entier se trouve ici : ${url}`,
  why: {
    kind: {
      incident: (address, page) =>
        `Vous recevez ce message parce que ${address} a demandé à ${page} des nouvelles des incidents.`,
      closure: (address, page) =>
        `Vous recevez ce message parce que ${address} a demandé à ${page} des nouvelles des fermetures.`,
      release: (address, page) =>
        `Vous recevez ce message parce que ${address} a demandé à ${page} des nouvelles des nouveautés.`,
    },
    parts: {
      incident: (address, page) =>
        `Vous recevez ce message parce que ${address} a demandé à ${page} des nouvelles des incidents pour les éléments choisis.`,
      closure: (address, page) =>
        `Vous recevez ce message parce que ${address} a demandé à ${page} des nouvelles des fermetures pour les éléments choisis.`,
      release: (address, page) =>
        `Vous recevez ce message parce que ${address} a demandé à ${page} des nouvelles des nouveautés pour les éléments choisis.`,
    },
    post: (address, page) =>
      `Vous recevez ce message parce que ${address} a demandé à ${page} de suivre cette annonce.`,
    digest: {
      daily: (address, page) =>
        `Vous recevez ce message parce que ${address} a demandé à ${page} un message par jour.`,
      weekly: (address, page) =>
        `Vous recevez ce message parce que ${address} a demandé à ${page} un message par semaine.`,
      pause: (address, page) =>
        `Vous recevez ce message parce que ${address} avait demandé une pause à ${page} et qu’elle est terminée.`,
    },
  },
  contact: (reply, ways) =>
    reply
      ? `Une question ? Répondez simplement à ce message, ou contactez-nous : ${ways}. C’est une personne qui vous lit.`
      : `Une question ? Contactez-nous : ${ways}. C’est une personne qui vous lit.`,
  links: {
    change: 'Changer ce que vous recevez',
    stop: 'Ne plus recevoir ces messages',
    online: 'Voir en ligne',
  },
  digest: {
    title: (count, since) => `${plural('fr', count, { one: 'Une annonce', other: '# annonces' })} ${since}`,
    sinceYesterday: 'depuis hier',
    sinceDay: (weekday) => `depuis ${weekday}`,
    sinceDate: (date) => `depuis le ${date}`,
    lead: {
      daily: 'Voici ce qui s’est passé depuis un jour.',
      weekly: 'Voici ce qui s’est passé depuis une semaine.',
      pause: 'Voici ce qui s’est passé pendant votre pause.',
    },
  },
}
