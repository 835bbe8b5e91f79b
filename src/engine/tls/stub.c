#include "engine/tls/adit-engine-tls.h"
#include <errno.h>
AditEngineTls *adit_engine_tls_new_server (AditEngineWorker *w, AditEngineSocket *s, GTlsCertificate *c){abort();}
AditEngineTls *adit_engine_tls_new_client (AditEngineWorker *w, AditEngineSocket *s, AditEngineTrust *t, const char *n){abort();}
void adit_engine_tls_start (AditEngineTls *self, AditEngineGate *gate, const AditEngineAddress *peer, gint64 d, AditEngineTlsFunc f, gpointer o){}
gssize adit_engine_tls_read (AditEngineTls *self, void *b, gsize s){return -1;}
gssize adit_engine_tls_write (AditEngineTls *self, const void *b, gsize l){return -1;}
gboolean adit_engine_tls_flush (AditEngineTls *self){return TRUE;}
gboolean adit_engine_tls_end_writing (AditEngineTls *self){return TRUE;}
gboolean adit_engine_tls_is_readable (const AditEngineTls *self){return TRUE;}
gboolean adit_engine_tls_is_writable (const AditEngineTls *self){return TRUE;}
gboolean adit_engine_tls_has_unsent (const AditEngineTls *self){return FALSE;}
void adit_engine_tls_close (AditEngineTls *self, gboolean r){}
guint adit_engine_tls_count_handshakes (void){return 0;}
AditEngineGate *adit_engine_gate_new (void){return NULL;}
void adit_engine_gate_free (AditEngineGate *g){}
AditEngineTrust *adit_engine_trust_new (const char *f, GError **e){return g_new0(char,1);}
AditEngineTrust *adit_engine_trust_ref (AditEngineTrust *s){return s;}
void adit_engine_trust_unref (AditEngineTrust *s){}
