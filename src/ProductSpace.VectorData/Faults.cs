using Microsoft.Extensions.VectorData;

namespace ProductSpace.VectorData;

/// <summary>Runs an operation, and tells what the file system refuses as the exception of a vector store.</summary>
internal static class Faults
{
    /// <summary>Runs an operation; its exception is that of the returned task.</summary>
    public static Task Wrap(string collection, string operation, Action work) =>
        Wrap(collection, operation, () =>
        {
            work();
            return true;
        });

    /// <summary>Runs an operation; its exception is that of the returned task.</summary>
    public static Task<T> Wrap<T>(string collection, string operation, Func<T> work)
    {
        try
        {
            return Task.FromResult(work());
        }
        catch (Exception fault) when (IsFileFault(fault))
        {
            return Task.FromException<T>(Of(collection, operation, fault));
        }
        catch (Exception fault)
        {
            return Task.FromException<T>(fault);
        }
    }

    public static bool IsFileFault(Exception fault) =>
        fault is IOException or UnauthorizedAccessException;

    public static VectorStoreException Of(string collection, string operation, Exception fault) =>
        new(fault.Message, fault)
        {
            VectorStoreSystemName = StoreFault.System,
            CollectionName = collection,
            OperationName = operation,
        };
}
