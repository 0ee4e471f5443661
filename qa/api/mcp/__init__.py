"""What clients of the Model Context Protocol call, over HTTP and on standard input and output; it answers as the others do."""
