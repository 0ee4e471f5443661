"""The endpoints of OpenAI's clients: another wire format of the answers, and no second way of answering."""
