"""The plugins that come with Cauce, one folder each."""
