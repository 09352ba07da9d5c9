using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace ProductSpace.Training.Models;

/// <summary>
/// Writes .npy version 1 with &lt;f4 in row order: 93 'NUMPY' 1 0, the length of the header as u16, the header padded
/// with blanks to 128 bytes in total, as numpy itself writes a plain matrix, then the rows.
/// </summary>
internal static class NpyWriter
{
    private const int HeaderBytes = 128;
    private const int PreambleBytes = 10;
    private const int RowsBetweenChecks = 1 << 12;

    public static void Write(HashedFile file, MatrixRows rows, CancellationToken cancellationToken) =>
        Write(file, rows, report: null, cancellationToken);

    /// <param name="file">The file to write.</param>
    /// <param name="rows">The matrix.</param>
    /// <param name="report">Told the rows written so far; null for nobody.</param>
    /// <param name="cancellationToken">Ends the writing.</param>
    public static void Write(
        HashedFile file, MatrixRows rows, Action<int>? report, CancellationToken cancellationToken)
    {
        string header = string.Create(
            CultureInfo.InvariantCulture,
            $"{{'descr': '<f4', 'fortran_order': False, 'shape': ({rows.Count}, {rows.Dimension}), }}");
        file.Write([0x93, .. "NUMPY"u8, 1, 0, HeaderBytes - PreambleBytes, 0]);
        file.Write(Encoding.ASCII.GetBytes(header.PadRight(HeaderBytes - PreambleBytes - 1) + '\n'));
        for (int row = 0; row < rows.Count; row++)
        {
            if (row % RowsBetweenChecks == 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
                report?.Invoke(row);
            }

            file.Write(MemoryMarshal.AsBytes(rows[row]));
        }

        report?.Invoke(rows.Count);
    }
}
