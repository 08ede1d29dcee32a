<?php
/**
 * Well-known third parties and the purpose their scripts and embeds wait for.
 *
 * A key is a host, which stands for its subdomains too, or a host with the beginning of a path. The longest key that fits wins.
 * `necessary` lets the tag through. The owner's own lines on the settings page come first.
 *
 * @package Temoin
 */

defined( 'ABSPATH' ) || exit;

return array(
	// Statistics.
	'clarity.ms'                           => 'statistics',
	'cloudflareinsights.com'               => 'statistics',
	'fullstory.com'                        => 'statistics',
	'google-analytics.com'                 => 'statistics',
	'googletagmanager.com/gtag'            => 'statistics',
	'hotjar.com'                           => 'statistics',
	'matomo.cloud'                         => 'statistics',
	'mouseflow.com'                        => 'statistics',
	'segment.com'                          => 'statistics',
	'stats.wp.com'                         => 'statistics',
	// Marketing. A Tag Manager container can load anything, so it waits for the strictest purpose.
	'ads-twitter.com'                      => 'marketing',
	'adsrvr.org'                           => 'marketing',
	'amazon-adsystem.com'                  => 'marketing',
	'analytics.tiktok.com'                 => 'marketing',
	'bat.bing.com'                         => 'marketing',
	'connect.facebook.net'                 => 'marketing',
	'criteo.com'                           => 'marketing',
	'criteo.net'                           => 'marketing',
	'doubleclick.net'                      => 'marketing',
	'facebook.com/tr'                      => 'marketing',
	'googleadservices.com'                 => 'marketing',
	'googlesyndication.com'                => 'marketing',
	'googletagmanager.com'                 => 'marketing',
	'googletagmanager.com/gtag/js?id=AW-'  => 'marketing',
	'googletagmanager.com/gtag/js?id=DC-'  => 'marketing',
	'hs-analytics.net'                     => 'marketing',
	'hs-scripts.com'                       => 'marketing',
	'klaviyo.com'                          => 'marketing',
	'px.ads.linkedin.com'                  => 'marketing',
	's.pinimg.com'                         => 'marketing',
	'sc-static.net'                        => 'marketing',
	'snap.licdn.com'                       => 'marketing',
	'taboola.com'                          => 'marketing',
	// Embedded content.
	'calendly.com'                         => 'media',
	'dailymotion.com'                      => 'media',
	'embed.tiktok.com'                     => 'media',
	'facebook.com/plugins'                 => 'media',
	'google.com/maps'                      => 'media',
	'gravatar.com'                         => 'media',
	'hsforms.net'                          => 'media',
	'instagram.com'                        => 'media',
	'maps.google.com'                      => 'media',
	'maps.googleapis.com'                  => 'media',
	'open.spotify.com'                     => 'media',
	'platform.twitter.com'                 => 'media',
	'platform.x.com'                       => 'media',
	'soundcloud.com'                       => 'media',
	'tiktok.com'                           => 'media',
	'typeform.com'                         => 'media',
	'vimeo.com'                            => 'media',
	'youtube-nocookie.com'                 => 'media',
	'youtube.com'                          => 'media',
);
