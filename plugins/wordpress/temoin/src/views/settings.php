<?php
/**
 * The settings page.
 *
 * @package Temoin
 */

namespace Temoin\WP;

defined( 'ABSPATH' ) || exit;

list( $temoin_kind, $temoin_message, $temoin_next ) = SettingsPage::state();
?>
<div class="wrap temoin">
	<h1>Temoin</h1>

	<div class="temoin-state temoin-<?php echo esc_attr( $temoin_kind ); ?>">
		<p><strong><?php echo esc_html( $temoin_message ); ?></strong></p>
		<p><?php echo esc_html( $temoin_next ); ?></p>
		<?php if ( Options::configured() ) : ?>
			<p>
				<a class="button" href="<?php echo esc_url( home_url( '/' ) ); ?>"><?php esc_html_e( 'Visit the site', 'temoin' ); ?></a>
				<a class="button" href="<?php echo esc_url( Options::url() . '/' ); ?>"><?php esc_html_e( 'Open the dashboard', 'temoin' ); ?></a>
			</p>
		<?php endif; ?>
	</div>

	<form action="<?php echo esc_url( admin_url( 'options.php' ) ); ?>" method="post">
		<?php settings_fields( SettingsForm::GROUP ); ?>

		<h2><?php esc_html_e( 'Connection', 'temoin' ); ?></h2>
		<table class="form-table" role="presentation">
			<tr>
				<th scope="row"><label for="<?php echo esc_attr( Options::URL ); ?>"><?php esc_html_e( 'Service address', 'temoin' ); ?></label></th>
				<td>
					<?php SettingsPage::field( Options::URL, 'url', 'https://consent.example' ); ?>
					<p class="description" id="<?php echo esc_attr( Options::URL ); ?>-help"><?php esc_html_e( 'The address at which you open your Temoin dashboard.', 'temoin' ); ?></p>
				</td>
			</tr>
			<tr>
				<th scope="row"><label for="<?php echo esc_attr( Options::KEY ); ?>"><?php esc_html_e( 'Site key', 'temoin' ); ?></label></th>
				<td>
					<?php SettingsPage::field( Options::KEY, 'text', '' ); ?>
					<p class="description" id="<?php echo esc_attr( Options::KEY ); ?>-help"><?php esc_html_e( 'Shown on your site’s page in the dashboard. It is not a secret: it stands in every page.', 'temoin' ); ?></p>
				</td>
			</tr>
			<tr class="hide-if-no-js">
				<td class="temoin-test" colspan="2">
					<button type="button" class="button" id="temoin-test" <?php echo Options::configured() ? 'data-at-once' : ''; ?> data-action="<?php echo esc_attr( Connection::ACTION ); ?>" data-nonce="<?php echo esc_attr( wp_create_nonce( Connection::ACTION ) ); ?>" data-address="<?php echo esc_url( admin_url( 'admin-ajax.php' ) ); ?>">
						<?php esc_html_e( 'Test the connection', 'temoin' ); ?>
					</button>
					<div id="temoin-test-result" role="status"></div>
				</td>
			</tr>
		</table>

		<h2><?php esc_html_e( 'Third parties', 'temoin' ); ?></h2>
		<p class="temoin-text"><?php esc_html_e( 'Third-party scripts, embeds and pixels wait until the visitor allows their purpose, wherever in the page they come from. Which service is for what stands in your Temoin dashboard; you can add to it here.', 'temoin' ); ?></p>
		<?php foreach ( Options::configured() ? Status::faults() : array() as $temoin_fault ) : ?>
			<p class="temoin-text temoin-fault"><?php echo esc_html( $temoin_fault ); ?></p>
		<?php endforeach; ?>
		<dl class="temoin-text temoin-status" id="temoin-status">
			<?php foreach ( Status::lines() as $temoin_name => $temoin_text ) : ?>
				<dt><?php echo esc_html( $temoin_name ); ?></dt>
				<dd><?php echo esc_html( $temoin_text ); ?></dd>
			<?php endforeach; ?>
		</dl>
		<table class="form-table" role="presentation">
			<tr>
				<th scope="row"><label for="<?php echo esc_attr( Options::AUTOMATIC ); ?>"><?php esc_html_e( 'Automatic holding', 'temoin' ); ?></label></th>
				<td>
					<select name="<?php echo esc_attr( Options::AUTOMATIC ); ?>" id="<?php echo esc_attr( Options::AUTOMATIC ); ?>" aria-describedby="<?php echo esc_attr( Options::AUTOMATIC ); ?>-help">
						<option value="" <?php selected( Options::automatic(), '' ); ?>><?php esc_html_e( 'As in the dashboard', 'temoin' ); ?></option>
						<option value="1" <?php selected( Options::automatic(), '1' ); ?>><?php esc_html_e( 'On', 'temoin' ); ?></option>
						<option value="0" <?php selected( Options::automatic(), '0' ); ?>><?php esc_html_e( 'Off', 'temoin' ); ?></option>
					</select>
					<p class="description" id="<?php echo esc_attr( Options::AUTOMATIC ); ?>-help"><?php esc_html_e( 'Off, third parties load before the visitor chooses, unless you marked their tags or named them below.', 'temoin' ); ?></p>
				</td>
			</tr>
			<tr>
				<th scope="row"><label for="<?php echo esc_attr( Options::HOSTS ); ?>"><?php esc_html_e( 'Your own list', 'temoin' ); ?></label></th>
				<td>
					<textarea name="<?php echo esc_attr( Options::HOSTS ); ?>" id="<?php echo esc_attr( Options::HOSTS ); ?>" rows="5" class="large-text code" maxlength="<?php echo esc_attr( (string) Clean::MAX_HOSTS ); ?>" spellcheck="false" placeholder="ads.example marketing" aria-describedby="<?php echo esc_attr( Options::HOSTS ); ?>-help"><?php echo esc_textarea( Options::hosts() ); ?></textarea>
					<p class="description" id="<?php echo esc_attr( Options::HOSTS ); ?>-help">
						<?php esc_html_e( 'One a line: a host, a space and a purpose (preferences, statistics, marketing, media, or one of your own). “necessary” lets a host through. Your lines win over the rules.', 'temoin' ); ?>
					</p>
					<details>
						<summary><?php esc_html_e( 'Built-in list', 'temoin' ); ?></summary>
						<p><?php esc_html_e( 'In use where the rules of the dashboard name nobody.', 'temoin' ); ?></p>
						<ul class="temoin-list">
							<?php foreach ( Catalogue::builtin() as $temoin_host => $temoin_purpose ) : ?>
								<li><code><?php echo esc_html( $temoin_host ); ?></code> <?php echo esc_html( $temoin_purpose ); ?></li>
							<?php endforeach; ?>
						</ul>
					</details>
				</td>
			</tr>
		</table>

		<h2><?php esc_html_e( 'WordPress itself', 'temoin' ); ?></h2>
		<p class="temoin-text">
			<label>
				<input type="checkbox" name="<?php echo esc_attr( Options::QUIET ); ?>" value="1" <?php checked( Options::quiet() ); ?>>
				<?php esc_html_e( 'Keep the front page free of storage', 'temoin' ); ?>
			</label>
		</p>
		<p class="description temoin-text"><?php esc_html_e( 'WordPress’s emoji script writes to the visitor’s browser on every first visit and may load images from s.w.org. This leaves it out; emoji still show on every current device.', 'temoin' ); ?></p>

		<?php submit_button(); ?>
	</form>

	<h2><?php esc_html_e( 'What your pages get', 'temoin' ); ?></h2>
	<?php if ( Options::configured() ) : ?>
		<p class="temoin-text"><?php esc_html_e( 'This tag, first in the head of every page, the same for every visitor:', 'temoin' ); ?></p>
		<pre class="temoin-tag"><code><?php echo esc_html( Snippet::tag() ); ?></code></pre>
	<?php else : ?>
		<p class="temoin-text"><?php esc_html_e( 'Nothing until the address and the key are saved.', 'temoin' ); ?></p>
	<?php endif; ?>
	<p class="temoin-text"><?php esc_html_e( 'Two shortcodes for your own pages:', 'temoin' ); ?></p>
	<ul class="temoin-text">
		<li><code>[temoin_preferences]</code> – <?php esc_html_e( 'a button that opens the choices again; put it in the footer', 'temoin' ); ?></li>
		<li><code>[temoin_policy]</code> – <?php esc_html_e( 'the cookie policy, kept up to date by the service', 'temoin' ); ?></li>
	</ul>
	<p class="temoin-text">
		<a href="<?php echo esc_url( admin_url( 'options-privacy.php?tab=policyguide' ) ); ?>"><?php esc_html_e( 'Text for your privacy policy', 'temoin' ); ?></a>
	</p>
</div>
