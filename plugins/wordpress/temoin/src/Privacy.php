<?php
/**
 * Text for the site's privacy policy, offered in WordPress's own guide.
 *
 * @package Temoin
 */

namespace Temoin\WP;

defined( 'ABSPATH' ) || exit;

final class Privacy {

	public static function suggest(): void {
		wp_add_privacy_policy_content( 'Temoin', '<p>' . implode( '</p><p>', array_map( 'esc_html', self::paragraphs() ) ) . '</p>' );
	}

	/**
	 * The text, one paragraph an entry.
	 *
	 * @return string[]
	 */
	private static function paragraphs(): array {
		$service = Options::configured() ? Options::url() : __( 'the address of your Temoin service', 'temoin' );
		return array(
			__( 'This site asks for your choice before it loads scripts, videos, maps or other content of third parties. Nothing is stored on your device and none of that content is requested before you choose.', 'temoin' ),
			__( 'Your choice is kept in the cookie eu-consent for 6 months from the day you choose; visits do not extend it. If you refuse, the cookie says only that, and carries no identifier.', 'temoin' ),
			__( 'Only if you allow statistics, the cookie temoin_id holds a random identifier that tells a new visitor from a returning one, for at most 13 months. It is deleted when you withdraw.', 'temoin' ),
			sprintf(
				/* translators: %s: address of the service. */
				__( 'The banner comes from our consent service (%s). When you choose, your browser sends it the choice, the address of the page, the language and the time, so that we can prove what you decided.', 'temoin' ),
				$service
			),
			__( 'Only if you allow statistics, your browser also sends the pages you view, the page you came from and the kind of browser. Your country is worked out from your IP address in memory; the IP address itself is not kept.', 'temoin' ),
			__( 'You can change or withdraw your choice at any time with the “Cookie settings” button.', 'temoin' ),
		);
	}
}
