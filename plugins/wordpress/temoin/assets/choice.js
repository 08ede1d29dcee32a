/*
 * Has the site's own server set the cookie of a choice again: some browsers keep for a week what a script sets, and no
 * script can delete what only a server sees. Stores nothing itself.
 */
( () => {
	const address = document.getElementById( 'temoin-js' )?.dataset.choice;
	/** How long a grant may take to come; the choice counts at once, with or without it. */
	const PATIENCE_MS = 5000;
	/** A choice younger than this may have been made on a page that was left too soon. */
	const RECENT_MS = 60000;
	let timer;
	let last = new AbortController();

	/** What an older request is answered must not undo a newer choice. */
	function stop() {
		clearTimeout( timer );
		last.abort();
		last = new AbortController();
	}

	function send() {
		stop();
		fetch( address, { method: 'POST', keepalive: true, signal: last.signal } ).catch( () => {} );
	}

	function start( temoin ) {
		temoin.on( 'consent', ( { purposes } ) => {
			stop();
			if ( Object.values( purposes ).includes( true ) ) {
				timer = setTimeout( send, PATIENCE_MS );
			} else {
				send();
			}
		} );
		temoin.on( 'granted', send );
		if ( Date.now() - Date.parse( temoin.consent.decidedAt ) < RECENT_MS ) {
			send();
		}
	}

	if ( address ) {
		( window.temoin = window.temoin || [] ).push( start );
	}
} )();
