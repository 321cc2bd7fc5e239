import type { Refusals } from './index.ts'

export const fr: Refusals = {
  emailEmpty: 'Saisissez votre adresse e-mail.',
  emailAt: 'Ce n’est pas une adresse e-mail : il faut un @, avec quelque chose avant et après.',
  emailLocal:
    'Avant le @ ne peuvent figurer que des lettres de a à z, des chiffres et des signes comme . _ + -',
  emailDomain: 'Ce qui suit le @ n’est pas un nom de domaine, comme example.com.',
  emailLong: 'Cette adresse e-mail est trop longue.',
  phoneEmpty: 'Saisissez votre numéro de mobile.',
  phoneOff: 'Les SMS ne sont pas disponibles sur cette page.',
  phoneNot: 'Ce n’est pas un numéro de téléphone.',
  phonePlus: 'Commencez par + et l’indicatif du pays, par exemple +351 912 345 678.',
  phoneUnreal: 'Ce numéro de téléphone n’existe pas.',
  phoneKind: 'Ce type de numéro ne peut pas recevoir nos SMS. Indiquez un numéro de mobile.',
  phoneCountry: (names) =>
    `Les numéros de ce pays ne sont pas activés ; nous n’écrivons qu’aux numéros de : ${names}.`,
  addressNone: 'Indiquez votre adresse e-mail ou votre numéro de mobile.',
  addressSame: 'Nous écrivons déjà à cette adresse.',
  kindsNone: 'Choisissez au moins l’un d’eux.',
  componentsNone: 'Choisissez-en au moins un, ou prenez tout.',
  componentsGone: 'L’un de ces éléments n’est plus sur notre page. Choisissez de nouveau.',
  postGone: 'Cette annonce n’est plus sur notre page.',
  nameLong: '80 caractères au plus.',
  nameSigns: 'Écrivez le nom avec des lettres, sur une seule ligne.',
  zoneUnknown: 'Ce fuseau horaire est inconnu. Choisissez-en un dans la liste.',
  hourUnknown: 'Indiquez une heure comme 22:00.',
  hoursSame: 'Indiquez pour les heures calmes un début et une fin différents.',
  dayPast: 'Choisissez un jour à venir.',
  dayFar: 'Choisissez un jour dans l’année qui vient.',
  formOld: 'Ce formulaire était ouvert depuis longtemps. Veuillez l’envoyer encore une fois.',
  formQuick: 'C’était très rapide, comme le ferait un programme. Veuillez l’envoyer encore une fois.',
  formTrap: 'Veuillez laisser vide le champ caché de ce formulaire.',
  formRush:
    'De très nombreuses personnes nous écrivent en ce moment. Veuillez appuyer de nouveau sur le bouton dans une minute.',
  oftenMail:
    'Ce formulaire vient d’être envoyé de nombreuses fois depuis votre connexion. Veuillez réessayer dans une heure.',
  oftenText:
    'Ce formulaire vient d’être envoyé de nombreuses fois depuis votre connexion. Veuillez réessayer dans quatre heures.',
  oftenMove: 'Vous avez demandé plusieurs fois une nouvelle adresse aujourd’hui. Veuillez réessayer demain.',
  codeSix: 'Le code comporte six chiffres.',
  codeTries: 'Les cinq essais sont épuisés. Veuillez demander un nouveau code.',
  codeWrong:
    'Ce ne sont pas les derniers chiffres que nous avons envoyés. Veuillez vérifier encore une fois.',
  codeUsed: 'Ce code a déjà été utilisé.',
  codeWindow:
    'Ce code a été demandé dans une autre fenêtre. Saisissez-le là-bas, ou demandez-en un nouveau ici.',
  codeOld: 'Un code est valable dix minutes, et celui-ci est plus ancien. Veuillez en demander un nouveau.',
  linkReplaced: 'Ce lien a déjà été utilisé, ou un plus récent l’a remplacé.',
  linkUsed: 'Ce lien a déjà été utilisé.',
  linkOld: 'Ce lien date de plus de sept jours.',
  linkVoid: 'Ce lien n’est plus valable.',
  linkPart: 'Ce lien est incomplet. Prenez-en un dans l’un de nos messages.',
  undoOld: 'Un changement d’adresse peut être annulé pendant sept jours ; ils sont passés.',
  hasLeft: 'Vous vous êtes désabonné entre-temps. Abonnez-vous de nouveau pour choisir.',
  cannotReturn:
    'Il n’est plus possible de revenir en arrière. Abonnez-vous de nouveau, cela prend une minute.',
  wayEmpty: 'Collez l’adresse, qui commence par https://.',
  wayNot: 'Ce n’est pas une adresse qui commence par https://.',
  wayHost: 'L’hôte doit être un nom sur Internet, sur le port 443 ou 8443, comme hooks.example.com.',
  wayVendor: 'Ce n’est pas l’adresse d’un webhook de ce service. Copiez-la en entier depuis celui-ci.',
  wayOff: 'Ce moyen n’est pas proposé sur cette page.',
}
