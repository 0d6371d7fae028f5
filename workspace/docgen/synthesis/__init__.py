"""The individual synthesis of a child: everything its maker may read, on a few pages, at any moment."""
