/* Settings > Temoin: the connection test. Tests what stands in the fields, saved or not; writes nothing. */
( () => {
	const { __ } = window.wp.i18n;
	const button = document.getElementById( 'temoin-test' );
	const result = document.getElementById( 'temoin-test-result' );
	if ( ! button || ! result ) {
		return;
	}

	function show( kind, lines ) {
		result.className = kind;
		result.replaceChildren(
			...lines.filter( Boolean ).map( ( line ) => {
				const paragraph = document.createElement( 'p' );
				paragraph.textContent = line;
				return paragraph;
			} )
		);
	}

	async function ask() {
		const body = new FormData();
		body.set( 'action', button.dataset.action );
		body.set( 'nonce', button.dataset.nonce );
		body.set( 'url', document.getElementById( 'temoin_url' ).value );
		body.set( 'key', document.getElementById( 'temoin_site_key' ).value );
		const response = await fetch( button.dataset.address, { method: 'POST', body, credentials: 'same-origin' } );
		return response.json();
	}

	/** @return {Promise<boolean>} Whether the service answered well. */
	async function test() {
		let good = false;
		button.disabled = true;
		show( '', [ __( 'Asking the service…', 'temoin' ) ] );
		try {
			const { success, data } = await ask();
			good = success;
			show( good ? 'temoin-good' : 'temoin-bad', [ data.message, data.next ] );
		} catch {
			show( 'temoin-bad', [
				__( 'This WordPress did not answer.', 'temoin' ),
				__( 'Reload the page, sign in again if asked, and test once more.', 'temoin' ),
			] );
		}
		button.disabled = false;
		return good;
	}

	/* What is saved is tested at once, and the state at the top of the page is not green when that fails. */
	async function testSaved() {
		if ( ! ( await test() ) ) {
			document.querySelector( '.temoin-state' ).classList.replace( 'temoin-success', 'temoin-warning' );
		}
	}

	button.addEventListener( 'click', test );
	if ( 'atOnce' in button.dataset ) {
		testSaved();
	}
} )();
