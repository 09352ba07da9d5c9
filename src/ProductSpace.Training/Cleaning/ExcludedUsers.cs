using ProductSpace.Training.Logs;

namespace ProductSpace.Training.Cleaning;

/// <summary>Reads a file of user ids, one per line, as hashes.</summary>
internal static class ExcludedUsers
{
    public static HashSet<UInt128>? Read(string? path, CancellationToken cancellationToken)
    {
        if (path is null)
        {
            return null;
        }

        using LogSource source = LogSource.Open(path, isChecked: false, cancellationToken);
        LineCutter lines = new(source.Stream, path);
        HashSet<UInt128> users = [];
        while (lines.Next(out ReadOnlySpan<byte> line))
        {
            if (lines.Number == 1 && line.StartsWith("\uFEFF"u8))
            {
                line = line[3..];
            }

            ReadOnlySpan<byte> id = LogText.Trim(line.TrimEnd((byte)'\r'));
            if (!id.IsEmpty)
            {
                users.Add(LogReader.Key(id));
            }
        }

        return users;
    }
}
