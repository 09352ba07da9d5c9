using ProductSpace.Memory;

namespace ProductSpace.Storage;

/// <summary>A row of a table that a build measured.</summary>
internal interface IMeasuredRow
{
    /// <summary>Whether the numbers make sense; a row of a forged file that does not costs speed, not safety.</summary>
    bool IsSound { get; }
}

/// <summary>Reads tables that a build measured.</summary>
internal static class MeasuredRows
{
    /// <summary>Rows that are read; a forged file may hold more.</summary>
    public const int Max = 4096;

    /// <summary>Copies the sound rows of a table.</summary>
    public static List<T> SoundOf<T>(NativeView<T> rows)
        where T : unmanaged, IMeasuredRow
    {
        List<T> sound = [];
        for (int i = 0; i < Math.Min(rows.Length, Max); i++)
        {
            if (rows[i].IsSound)
            {
                sound.Add(rows[i]);
            }
        }

        return sound;
    }
}
