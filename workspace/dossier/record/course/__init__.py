"""The path of a child: places and short stays, measures, entries and exits, each correction kept."""
