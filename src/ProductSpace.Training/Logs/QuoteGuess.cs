namespace ProductSpace.Training.Logs;

/// <summary>
/// Tells from the first rows of a text file whether quotes inside quoted cells are doubled or escaped by a backslash:
/// reads them in both ways, and takes the one in which more rows are sound. Ties are doubled, which is the standard.
/// </summary>
internal static class QuoteGuess
{
    /// <param name="head">First bytes of the file.</param>
    /// <param name="isWhole">True if these are all bytes, so that the last row is complete.</param>
    /// <param name="delimiter">Separator of the cells.</param>
    public static LogQuotes Of(ReadOnlySpan<byte> head, bool isWhole, byte delimiter)
    {
        if (head.IndexOf("\\\""u8) < 0)
        {
            return LogQuotes.Doubled;
        }

        head = head.StartsWith("\uFEFF"u8) ? head[3..] : head;
        return Faults(head, isWhole, delimiter, hasEscapes: true) < Faults(head, isWhole, delimiter, hasEscapes: false)
            ? LogQuotes.Backslash
            : LogQuotes.Doubled;
    }

    /// <summary>
    /// Counts the rows with text after a closing quote, or with another number of cells than the first row.
    /// </summary>
    private static int Faults(ReadOnlySpan<byte> head, bool isWhole, byte delimiter, bool hasEscapes)
    {
        int faults = 0, cells = 1, firstCells = 0;
        bool isStart = true, isQuoted = false, isClosed = false, hasFault = false;
        for (int i = 0; i < head.Length; i++)
        {
            byte one = head[i];
            if (isQuoted)
            {
                if (hasEscapes && one == (byte)'\\' && i + 1 < head.Length && head[i + 1] is (byte)'"' or (byte)'\\')
                {
                    i++;
                }
                else if (one == (byte)'"')
                {
                    (isQuoted, isClosed) = (false, true);
                }

                continue;
            }

            if (one == (byte)'"' && (isStart || isClosed))
            {
                // A second quote right after the closing one is a doubled quote.
                (isQuoted, isStart, isClosed) = (true, false, false);
            }
            else if (one == delimiter)
            {
                (isStart, isClosed) = (true, false);
                cells++;
            }
            else if (one is (byte)'\n')
            {
                firstCells = firstCells == 0 ? cells : firstCells;
                faults += hasFault || cells != firstCells ? 1 : 0;
                (isStart, isClosed, hasFault, cells) = (true, false, false, 1);
            }
            else if (one != (byte)'\r')
            {
                hasFault |= isClosed;
                (isStart, isClosed) = (false, false);
            }
        }

        return faults + (isWhole && (isQuoted || hasFault) ? 1 : 0);
    }
}
