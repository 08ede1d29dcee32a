/** Google Consent Mode v2: its types by purpose. https://developers.google.com/tag-platform/security/guides/consent */
export const GOOGLE = {
  ad_storage: ['marketing', 'google-ads'],
  ad_user_data: ['marketing', 'google-ads'],
  ad_personalization: ['marketing', 'google-ads'],
  analytics_storage: ['statistics', 'google-analytics'],
  functionality_storage: ['preferences'],
  personalization_storage: ['preferences'],
};
