using System.Numerics;
using PureHDF;
using PureHDF.Filters;

namespace ProductSpace.Cli.Tests;

/// <summary>HDF5 files of every type of number and of ids that is read: each is a generic method of the library.</summary>
internal static class Hdf5Files
{
    private const int Rows = 300;
    private const int FewRows = 100;
    private const int Dimension = 7;

    private static readonly string[] s_texts = [.. Enumerable.Range(0, Rows).Select(i => $"p-{i}")];

    private static readonly (string Name, object Matrix, object Ids)[] s_files =
    [
        ("float32.h5", Matrix<float>(), s_texts),
        ("packed.h5", new H5Dataset(Matrix<float>(), chunks: [64, Dimension], datasetCreation: new(Filters: [ShuffleFilter.Id, DeflateFilter.Id])), s_texts),
        ("float16.h5", Matrix<Half>(FewRows), Ids<sbyte>(FewRows)),
        ("float64.h5", Matrix<double>(FewRows), Ids<byte>(FewRows)),
        ("int8.h5", Matrix<sbyte>(), Ids<short>(Rows)),
        ("uint8.h5", Matrix<byte>(), Ids<ushort>(Rows)),
        ("int16.h5", Matrix<short>(), Ids<int>(Rows)),
        ("uint16.h5", Matrix<ushort>(), Ids<uint>(Rows)),
        ("int32.h5", Matrix<int>(), Ids<long>(Rows)),
        ("uint32.h5", Matrix<uint>(), Ids<ulong>(Rows)),
        ("int64.h5", Matrix<long>(), s_texts),
        ("uint64.h5", Matrix<ulong>(), s_texts),
    ];

    public static IEnumerable<string> Names => s_files.Select(file => file.Name);

    public static void Write(string folder)
    {
        Directory.CreateDirectory(folder);
        foreach ((string name, object matrix, object ids) in s_files)
        {
            new H5File { ["train"] = matrix, ["ids"] = ids }.Write(Path.Combine(folder, name));
        }
    }

    private static T[,] Matrix<T>(int rows = Rows)
        where T : INumber<T>
    {
        T[,] matrix = new T[rows, Dimension];
        for (int row = 0; row < rows; row++)
        {
            for (int i = 0; i < Dimension; i++)
            {
                matrix[row, i] = T.CreateTruncating(1 + (((row * Dimension) + i) % 100));
            }
        }

        return matrix;
    }

    private static T[] Ids<T>(int count)
        where T : INumber<T> => [.. Enumerable.Range(0, count).Select(T.CreateTruncating)];
}
