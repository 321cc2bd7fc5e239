import { plural } from '../plural.ts'
import type { Forms } from './index.ts'

export const fr: Forms = {
  title: 'S’abonner',
  describe: (page) =>
    `Être prévenu par e-mail ou SMS quand quelque chose chez ${page} tombe en panne, ferme ou s’améliore.`,
  heading: 'Apprenez-le d’abord par nous',
  lead: 'Nous écrivons quand quelque chose tombe en panne, ferme ou s’améliore, et quand c’est terminé. Rien d’autre, et chaque message dit comment arrêter.',
  copy: 'Ceci est une copie de notre page, d’où rien ne peut être envoyé. Revenez quand la page elle-même sera de retour ; d’ici là, tout ce que nous annonçons se trouve ici.',
  notSetUp:
    'Les messages ne sont pas encore configurés sur cette page. D’ici là, tout ce que nous annonçons se trouve sur la page elle-même.',
  seePage: 'Voir l’état actuel',
  problem: 'Un point est à revoir.',
  problems: (count) => plural('fr', count, { other: '# points sont à revoir.' }),
  reach: 'Où pouvons-nous vous joindre ?',
  reachHint: 'L’un des deux suffit.',
  email: 'Adresse e-mail',
  phone: 'Numéro de mobile',
  phoneHint:
    'Avec l’indicatif du pays, par exemple +33 6 12 34 56 78. Votre opérateur peut facturer les messages.',
  about: 'À quel sujet ?',
  kinds: {
    incident: {
      label: 'Incidents',
      hint: 'Ce qui ne fonctionne pas, ce que nous faisons, et quand tout fonctionne de nouveau.',
    },
    closure: {
      label: 'Fermetures',
      hint: 'Maintenances, jours fériés et lieux fermés, annoncés à l’avance.',
    },
    release: { label: 'Nouveautés', hint: 'Ce qui est nouveau, meilleur ou réparé.' },
  },
  narrow: 'Certains éléments seulement, ou seulement ce qui est grave',
  which: 'Quels éléments vous concernent ?',
  everything: 'Tout',
  everythingHint: 'Aussi ce qui s’ajoutera plus tard.',
  onlyThese: 'Seulement ceux-ci',
  wholeGroup: 'Tous ceux-ci',
  others: 'Autres',
  severity: 'Quelle gravité un incident doit-il avoir ?',
  severities: {
    none: 'Tout incident',
    minor: 'Mineur ou plus grave',
    major: 'Majeur ou plus grave',
    critical: 'Critique seulement',
  },
  how: 'Comment vous écrire ?',
  name: 'Votre nom',
  nameHint: 'Pour vous saluer. Vous pouvez le laisser vide.',
  language: 'Langue',
  zone: 'Fuseau horaire',
  zoneOfPage: (zone) => `Comme sur cette page (${zone})`,
  later:
    'Après confirmation, vous pourrez aussi choisir des heures calmes, ou un résumé par jour ou par semaine.',
  trap: 'Laissez ce champ vide',
  submit: 'S’abonner',
  promise:
    'Nous demandons d’abord si l’adresse est la vôtre. Nous la conservons avec vos choix et la date de votre accord ; vous pouvez changer ou arrêter à tout moment.',
  already: 'Déjà abonné ?',
  alreadyLink: 'Voir et changer ce que vous recevez',
  one: {
    title: 'Me tenir au courant de ceci',
    lead: 'Nous vous écrivons à ce sujet et à aucun autre, jusqu’à ce que ce soit terminé.',
    address: 'Adresse e-mail ou numéro de mobile',
    addressHint: 'Un numéro avec l’indicatif du pays, par exemple +33 6 12 34 56 78.',
    addressHintMail: 'Par exemple ana@example.com.',
    submit: 'Me prévenir',
    everything: 'Ou choisir ce que vous voulez savoir d’autre',
  },
  asked: {
    heading: 'Encore une étape',
    codeHeading: 'Saisissez le code',
    codeSent: 'Un SMS avec six chiffres est en route vers ce numéro. Ils sont valables dix minutes.',
    mailHeading: 'Consultez votre messagerie',
    mailSent:
      'Nous écrivons à cette adresse pour demander si c’est bien votre souhait. Ouvrez le lien de ce message ; d’ici là, vous ne recevrez rien d’autre de nous.',
    from: 'Il vient de',
    life: 'Il est valable',
    sevenDays: 'sept jours',
    nothing:
      'Rien après quelques minutes ? Regardez parmi les messages indésirables. Nous n’envoyons cette demande qu’une fois par jour à une même adresse.',
    again: 'Une faute de frappe ? Recommencer',
  },
  code: {
    title: 'Saisissez le code',
    digits: 'Les six chiffres',
    submit: 'Confirmer ce numéro',
    nothing: 'Rien reçu ? Nous envoyons à un numéro un code par minute et trois par jour au plus.',
    again: 'Envoyer un nouveau code',
    sent: 'Nous avons envoyé six chiffres à ce numéro.',
    lost: 'Un code se saisit dans la fenêtre où il a été demandé. Si vous l’avez fermée, demandez-en un nouveau.',
    ask: 'Demander un code',
  },
  confirm: {
    title: 'Confirmer',
    heading: 'Pouvons-nous vous écrire ?',
    somebody: 'Vous, ou quelqu’un d’autre, nous a demandé d’écrire à cette adresse :',
    what: 'Quoi',
    parts: 'Quels éléments',
    severity: 'Quelle gravité',
    language: 'Langue',
    only: 'Ceci seulement',
    everything: 'Tout',
    yes: 'Oui, écrivez-moi',
    together: (other) => `Le même formulaire mentionnait ${other}. Montrer les deux sur une page`,
    togetherMore:
      'Seulement si les deux sont à vous : chaque page montre alors une partie de l’autre adresse et ses choix.',
    notYou:
      'Si ce n’était pas vous, fermez cette page. Sans votre accord, l’adresse est oubliée sous sept jours.',
    voidTitle: 'Ce lien ne fonctionne plus',
    voidMore:
      'Si vous avez déjà confirmé, tout va bien : chacun de nos messages contient un lien vers vos choix. Sinon, demandez un nouveau message.',
    again: 'S’abonner de nouveau',
  },
  find: {
    title: 'Votre page personnelle',
    lead: 'Vous y voyez ce que nous vous envoyons et ce que nous conservons, et vous pouvez le changer ou y mettre fin. Saisissez l’adresse à laquelle nous écrivons, nous vous envoyons l’accès.',
    submit: 'M’envoyer l’accès',
    mailHeading: 'Consultez votre messagerie',
    mailSent:
      'Si nous écrivons à cette adresse, un message avec un lien vers votre page est en route. Si rien n’arrive, elle n’est pas abonnée ici, ou vous avez demandé plusieurs fois aujourd’hui.',
    codeSent: 'Si nous écrivons à ce numéro, un SMS avec six chiffres est en route.',
  },
  working: 'Un instant : votre appareil montre au nôtre que vous n’êtes pas un programme.',
}
