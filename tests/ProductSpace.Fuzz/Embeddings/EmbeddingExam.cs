using System.Runtime.InteropServices;
using System.Text.Unicode;
using ProductSpace.Storage.Embeddings;

namespace ProductSpace.Fuzz.Embeddings;

/// <summary>
/// Reads an open embedding file of any form: rows and ids in range, no more than the file can hold, twice the same. For one
/// thread.
/// </summary>
/// <param name="mostNumbersOfByte">Numbers that a byte of the file may unpack to.</param>
/// <param name="mostIdBytes">Bytes of the longest id.</param>
internal sealed class EmbeddingExam(long mostNumbersOfByte, int mostIdBytes)
{
    private const int MostRowsRead = 256;

    private readonly float[][] _rows = [[], []];

    /// <exception cref="HostileFinding">a row or an id cannot be.</exception>
    public void Check(EmbeddingFile file, int bytes)
    {
        if (file.Count < 1 || file.Dimension is < 1 or > EmbeddingLimits.MaxDimension || (long)file.Count * file.Dimension > mostNumbersOfByte * bytes)
        {
            throw new HostileFinding($"{file.Count} rows of {file.Dimension} numbers in {bytes} bytes");
        }

        _ = file.ContentHash;
        for (int row = 0; row < file.Count; row++)
        {
            // The first ones, and the last.
            row = row >= MostRowsRead ? file.Count - 1 : row;
            CheckRow(file, row);
        }
    }

    private void CheckRow(EmbeddingFile file, int row)
    {
        for (int time = 0; time < 2; time++)
        {
            if (_rows[time].Length != file.Dimension)
            {
                _rows[time] = new float[file.Dimension];
            }

            _rows[time].AsSpan().Fill(time);
            file.ReadRow(row, _rows[time]);
        }

        if (!MemoryMarshal.AsBytes(_rows[0].AsSpan()).SequenceEqual(MemoryMarshal.AsBytes(_rows[1].AsSpan())))
        {
            throw new HostileFinding($"row {row} is another when it is read again");
        }

        ReadOnlySpan<byte> id = file.GetId(row);
        if (file.HasIds == id.IsEmpty || !Utf8.IsValid(id) || id.Length > mostIdBytes)
        {
            throw new HostileFinding($"the id of row {row} is no text of 1 to {mostIdBytes} bytes");
        }
    }
}
