//! Words on the command line to a request; settings; exit statuses. No work here.
